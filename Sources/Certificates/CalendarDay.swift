import Glibc

/// The day of a time in UTC, as `2026-11-21`.
///
/// `time`: Seconds since 1970 in UTC.
package func calendarDay(_ time: Int) -> String {
  var (time, parts) = unsafe (time_t(time), tm())
  guard unsafe gmtime_r(&time, &parts) != nil else { return "an unknown day" }
  func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
  return unsafe "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
}
