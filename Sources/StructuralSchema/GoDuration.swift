/// Spans of time as Go's `time.ParseDuration` reads them.
package enum GoDuration {
  package static func isDuration(_ text: String) -> Bool { nanoseconds(text) != nil }

  /// Nil for a text that is no duration.
  package static func nanoseconds(_ text: String) -> Double? {
    var rest = text.utf8[...]
    let sign = rest.first == UInt8(ascii: "-") ? -1.0 : 1
    if sign < 0 || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    if rest.elementsEqual("0".utf8) { return 0 }
    guard !rest.isEmpty else { return nil }
    var total = 0.0
    while !rest.isEmpty {
      let digits = rest.prefix(while: isOfNumber)
      let unit = rest[digits.endIndex...].prefix { !isOfNumber($0) }
      guard let number = number(digits), let length = nanoseconds(unit: unit) else { return nil }
      // Go counts in whole nanoseconds, so `0.067s` is 67 milliseconds and nothing more.
      total += (number * length).rounded()
      rest = rest[unit.endIndex...]
    }
    return sign * total
  }

  /// What Go says of a text that is no duration; nil for one that is.
  package static func problem(with text: String) -> String? {
    guard !isDuration(text) else { return nil }
    let quoted = "duration \"\(text)\""
    var rest = text.utf8[...]
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    while !rest.isEmpty {
      let digits = rest.prefix(while: isOfNumber)
      let unit = rest[digits.endIndex...].prefix { !isOfNumber($0) }
      guard number(digits) != nil else { break }
      if unit.isEmpty { return "time: missing unit in \(quoted)" }
      if nanoseconds(unit: unit) == nil { return "time: unknown unit \"\(Substring(unit))\" in \(quoted)" }
      rest = rest[unit.endIndex...]
    }
    return "time: invalid \(quoted)"
  }

  private static func isOfNumber(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// The value of digits with at most one point among them.
  private static func number(_ digits: Substring.UTF8View) -> Double? {
    var (value, scale) = (0.0, 1.0)
    var (count, hasPoint) = (0, false)
    for byte in digits {
      if byte == UInt8(ascii: ".") {
        guard !hasPoint else { return nil }
        hasPoint = true
      } else {
        value = value * 10 + Double(byte - UInt8(ascii: "0"))
        if hasPoint { scale *= 10 }
        count += 1
      }
    }
    return count > 0 ? value / scale : nil
  }

  private static func nanoseconds(unit: Substring.UTF8View) -> Double? {
    switch unit.first {
    case UInt8(ascii: "s")? where unit.count == 1: 1e9
    case UInt8(ascii: "m")? where unit.count == 1: 60e9
    case UInt8(ascii: "h")? where unit.count == 1: 3600e9
    case _ where unit.elementsEqual("ms".utf8): 1e6
    case _ where ["us", "µs", "μs"].contains { unit.elementsEqual($0.utf8) }: 1e3
    case _ where unit.elementsEqual("ns".utf8): 1
    default: nil
    }
  }

  /// A length of at least a second as Go's `Duration.String` writes it, such as `2h0m0.5s`.
  package static func text(_ nanoseconds: Double) -> String {
    let seconds = nanoseconds / 1e9
    let (hours, minutes) = (Int(seconds) / 3600, Int(seconds) / 60 % 60)
    let rest = seconds - Double(hours * 3600 + minutes * 60)
    let tail = "\(Int(exactly: rest).map(String.init) ?? "\(rest)")s"
    return hours > 0 ? "\(hours)h\(minutes)m\(tail)" : minutes > 0 ? "\(minutes)m\(tail)" : tail
  }
}
