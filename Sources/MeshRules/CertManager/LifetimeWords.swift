/// A time in a unit that people count in: `90 days` from a week on, else `25 hours`, `30 minutes`, `5 seconds`, in the
/// largest unit of which it is a whole number.
func lifetime(_ seconds: Double) -> String {
  let minutes = Int(seconds / 60)
  if minutes == 0 { return count(Int(seconds), "second") }
  if minutes >= 7 * 1440, minutes % 1440 == 0 { return count(minutes / 1440, "day") }
  return minutes % 60 == 0 ? count(minutes / 60, "hour") : count(minutes, "minute")
}
