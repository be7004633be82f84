/// Spans of time as Go's `time.ParseDuration` reads them.
package enum GoDuration {
  private static let units: [(name: String, nanoseconds: Double)] = [
    ("ns", 1), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9),
  ]

  package static func isDuration(_ text: String) -> Bool { nanoseconds(text) != nil }

  /// Nil for a text that is no duration.
  package static func nanoseconds(_ text: String) -> Double? {
    var rest = Substring(text)
    var sign = 1.0
    if let first = rest.first, first == "-" || first == "+" {
      sign = first == "-" ? -1 : 1
      rest = rest.dropFirst()
    }
    if rest == "0" { return 0 }
    guard !rest.isEmpty else { return nil }
    var total = 0.0
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
      let unit = rest[digits.endIndex...].prefix { $0 != "." && !($0.isASCII && $0.isNumber) }
      guard digits.contains(where: \.isNumber), let number = Double("0\(digits)\(digits.hasSuffix(".") ? "0" : "")"),
        digits.filter({ $0 == "." }).count <= 1, let scale = units.first(where: { $0.name == unit })?.nanoseconds
      else { return nil }
      // Go counts in whole nanoseconds, so `0.067s` is 67 milliseconds and nothing more.
      total += (number * scale).rounded()
      rest = rest[unit.endIndex...]
    }
    return sign * total
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
