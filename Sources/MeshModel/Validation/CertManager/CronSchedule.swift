import StructuralSchema

/// Times in the language of cron, as github.com/robfig/cron reads five fields or a descriptor (`parser.go`).
enum CronSchedule {
  private struct Field {
    var bounds: ClosedRange<Int>
    var names: [String: Int] = [:]

    init(_ bounds: ClosedRange<Int>, _ names: String = "") {
      self.bounds = bounds
      for (index, name) in names.split(separator: " ").enumerated() {
        self.names[String(name)] = bounds.lowerBound + index
      }
    }
  }

  private static let fields = [
    Field(0...59), Field(0...23), Field(1...31),
    Field(1...12, "jan feb mar apr may jun jul aug sep oct nov dec"), Field(0...6, "sun mon tue wed thu fri sat"),
  ]
  private static let descriptors: Set<Substring> = [
    "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly",
  ]

  /// What is wrong with a text; nil where nothing is.
  static func problem(with text: String) -> String? {
    var rest = text[...]
    if rest.hasPrefix("TZ=") || rest.hasPrefix("CRON_TZ=") {
      rest = rest.drop { $0 != " " }.drop { $0 == " " }
    }
    if rest.hasPrefix("@") { return problem(withDescriptor: rest) }
    let words = rest.split(whereSeparator: \.isWhitespace)
    guard words.count == fields.count else {
      return "expected exactly 5 fields, found \(words.count): [\(words.joined(separator: " "))]"
    }
    for (word, field) in zip(words, fields) {
      for part in word.split(separator: ",") {
        if let problem = problem(withRange: part, field) { return problem }
      }
    }
    return nil
  }

  private static func problem(withDescriptor text: Substring) -> String? {
    if descriptors.contains(text) { return nil }
    guard text.hasPrefix("@every ") else { return "unrecognized descriptor: \(text)" }
    let length = String(text.dropFirst("@every ".count))
    return GoDuration.problem(with: length).map { "failed to parse duration \(text): \($0)" }
  }

  /// A number, a range or all, with a step or without.
  private static func problem(withRange text: Substring, _ field: Field) -> String? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
    var (start, end) = (field.bounds.lowerBound, field.bounds.upperBound)
    if ends[0] != "*", ends[0] != "?" {
      guard ends.count <= 2 else { return "too many hyphens: \(text)" }
      for (index, word) in ends.enumerated() {
        guard let number = number(word, field) else { return "failed to parse int from \(word)" }
        if index == 0 { start = number }
        end = number
      }
    }
    guard parts.count <= 2 else { return "too many slashes: \(text)" }
    if parts.count == 2 {
      guard let step = Int(parts[1]) else { return "failed to parse int from \(parts[1])" }
      if step < 0 { return "negative number (\(step)) not allowed: \(parts[1])" }
      if step == 0 { return "step of range should be a positive number: \(text)" }
      if ends.count == 1 { end = field.bounds.upperBound }
    }
    let (least, greatest) = (field.bounds.lowerBound, field.bounds.upperBound)
    if start < least { return "beginning of range (\(start)) below minimum (\(least)): \(text)" }
    if end > greatest { return "end of range (\(end)) above maximum (\(greatest)): \(text)" }
    return start > end ? "beginning of range (\(start)) beyond end of range (\(end)): \(text)" : nil
  }

  private static func number(_ word: Substring, _ field: Field) -> Int? {
    field.names[word.lowercased()] ?? Int(word)
  }
}
