/// A day of the calendar, as its distance from the first of January 1970.
struct Day: Comparable {
  var number: Int

  /// The day of a time in seconds since 1970 in UTC.
  init(of time: Int) { number = time >= 0 ? time / 86_400 : (time - 86_399) / 86_400 }

  /// Nil for what is no day such as `2027-01-31`.
  init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let widths = parts.map(\.utf8.count)
    guard widths == [4, 2, 2], text.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || (48...57).contains($0) }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month)
    else { return nil }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard (1...lengths[month - 1]).contains(day) else { return nil }
    let years = year - 1
    let sinceYearOne = years * 365 + years / 4 - years / 100 + years / 400
    number = sinceYearOne + lengths[..<(month - 1)].reduce(0, +) + day - 1 - Self.yearOneTo1970
  }

  private static let yearOneTo1970 = 719_162

  static func < (lhs: Day, rhs: Day) -> Bool { lhs.number < rhs.number }
}
