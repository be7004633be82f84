import YAMLTree

/// What a value must satisfy beside its type.
struct Limits: Sendable {
  struct Bounds: Sendable {
    var least: Double?
    var greatest: Double?
    /// Whether the bound itself is out of bounds.
    var excludesLeast = false
    var excludesGreatest = false

    var isEmpty: Bool { least == nil && greatest == nil }
  }

  struct Pattern: Sendable {
    let text: String
    /// Nil where the pattern is none, so that nothing can be said about it.
    let expression: RegularExpression?

    init(_ text: String) {
      self.text = text
      expression = try? RegularExpression(text)
    }

    /// Whether there is an answer for every text.
    var isDecidable: Bool { expression?.isDecidable ?? false }
  }

  /// The bounds of a number, the length of a text, and the count of a list or map.
  var bounds = Bounds()
  /// Those of the length or count, where the value may as well be a number.
  var sizes = Bounds()
  var divisor: Double?
  var pattern: Pattern?
  var format: ValueFormat?
  /// The scalars that the value is one of; nil where any will do.
  var values: ScalarSet?
  /// The fields that together tell the items of a list apart; empty where items may repeat.
  var itemKeys: [String] = []
  /// Whether the scalars of a list must differ.
  var isSet = false
  var alternatives: [Alternatives] = []
  /// The bits of the fields that have a default where they are missing, and so have a value that is not looked at.
  var defaulted: UInt64 = 0
  /// Whether there is something else that is not evaluated.
  var isIncomplete = false
}

extension Limits {
  /// The bounds, where they and the difference of items are all that is limited; nil where there is more.
  var plainBounds: ClosedRange<Int>? {
    let isPlain =
      sizes.isEmpty && divisor == nil && pattern == nil && format == nil && values == nil && alternatives.isEmpty
      && defaulted == 0 && !isIncomplete && !bounds.excludesLeast && !bounds.excludesGreatest
    let least = bounds.least.map { Int($0.rounded(.up), clamping: ()) } ?? .min
    let greatest = bounds.greatest.map { Int($0.rounded(.down), clamping: ()) } ?? .max
    return isPlain && least <= greatest ? least...greatest : nil
  }
}

extension Int {
  /// The nearest number to one that may be too large for 64 bits.
  fileprivate init(_ value: Double, clamping: Void) { self = Int(exactly: value) ?? (value < 0 ? .min : .max) }
}

// MARK: Checking

extension Limits {
  /// What is wrong with a value of the right type, and where; nil where nothing is. Patterns take of `effort`.
  func problem(
    with value: YAMLNode, _ kind: Schema.Kind, effort: inout Int
  ) -> (text: String, place: YAMLNode)? {
    switch value.scalarType {
    case .integer?, .float?:
      // Of an integer the value, which the text need not be: 0755 is octal.
      guard let number = value.int.map(Double.init) ?? value.string.flatMap({ Double($0) }) else { return nil }
      return problem(withNumber: number, value.string ?? "").map { ($0, value) }
    case .string?:
      guard let text = value.string else { return nil }
      return problem(withText: text, kind, effort: &effort).map { ($0, value) }
    case .bool?, .null?: return nil
    case nil: break
    }
    var count = 0
    if value.isSequence {
      value.forEachItem { _ in count += 1 }
      return problem(withSize: count, kind, "item").map { ($0, value) } ?? repetition(in: value)
    }
    value.forEachPair { _, value in if !value.isNull { count += 1 } }
    return problem(withSize: count, kind, "entry").map { ($0, value) }
  }

  private func problem(withNumber number: Double, _ text: String) -> String? {
    if bounds.excludes(number) { return "\(text) is not \(bounds.description)" }
    guard let divisor, divisor > 0 else { return nil }
    let quotient = divisor < 1 ? 1 / divisor * number : number / divisor
    // Go's swag takes what is this close for a whole number.
    let distance = abs(quotient - quotient.rounded())
    return distance < 1e-9 * max(1, abs(quotient)) ? nil : "\(text) is no multiple of \(Bounds.text(divisor))"
  }

  private func problem(withText text: String, _ kind: Schema.Kind, effort: inout Int) -> String? {
    if !bounds.isEmpty || !sizes.isEmpty,
      let problem = problem(withSize: text.unicodeScalars.count, kind, "character")
    {
      return problem
    }
    if let pattern, let expression = pattern.expression, !expression.matches(text, steps: &effort) {
      return "\(text.quotedInShort) does not match \(pattern.text)"
    }
    if let format, !format.allows(text, effort: &effort) { return "\(text.quotedInShort) is no \(format.description)" }
    return nil
  }

  private func problem(withSize size: Int, _ kind: Schema.Kind, _ unit: String) -> String? {
    let bounds = kind == .untyped || kind == .intOrString ? sizes : bounds
    if let least = bounds.least, Double(size) < least {
      return "it has \(size) of at least \(Bounds.text(least)) \(unit.plural(least))"
    }
    if let greatest = bounds.greatest, Double(size) > greatest {
      return "it has \(size) of at most \(Bounds.text(greatest)) \(unit.plural(greatest))"
    }
    return nil
  }

  /// An item that has the same key as an earlier one.
  private func repetition(in list: YAMLNode) -> (text: String, place: YAMLNode)? {
    var seen: Set<UInt64> = []
    var found: YAMLNode?
    list.forEachItem { item in
      guard found == nil else { return }
      let identity = isSet ? item.hash &+ (item.scalarType == .string ? 0 : 1) : identity(of: item)
      if identity != 0, !seen.insert(identity).inserted { found = item }
    }
    return found.map { item in
      (isSet ? "another item is the same" : "another item has the same \(itemKeys.joined(separator: " and "))", item)
    }
  }

  /// A hash of the keys that an item has, in whatever order; 0 where it has none of them.
  private func identity(of item: YAMLNode) -> UInt64 {
    var identity: UInt64 = 0
    item.forEachPair { name, value in
      guard value.isScalar, itemKeys.contains(where: name.equals) else { return }
      identity &+= (name.hash ^ value.hash &* 0x9e37_79b9_7f4a_7c15) &* 0xbf58_476d_1ce4_e5b9
    }
    return identity
  }
}

extension Limits.Bounds {
  func excludes(_ number: Double) -> Bool {
    if let least, number < least || excludesLeast && number == least { return true }
    if let greatest, number > greatest || excludesGreatest && number == greatest { return true }
    return false
  }

  var description: String {
    let lower = least.map { excludesLeast ? "greater than \(Self.text($0))" : "at least \(Self.text($0))" }
    let upper = greatest.map { excludesGreatest ? "less than \(Self.text($0))" : "at most \(Self.text($0))" }
    if let least, let greatest, !excludesLeast, !excludesGreatest {
      return "between \(Self.text(least)) and \(Self.text(greatest))"
    }
    return [lower, upper].compactMap { $0 }.joined(separator: " and ")
  }

  static func text(_ number: Double) -> String { Int(exactly: number).map(String.init) ?? "\(number)" }
}

extension String {
  /// The text in quotes, or the start of a long one.
  fileprivate var quotedInShort: String { count > 60 ? "\"\(prefix(60))…\"" : "\"\(self)\"" }

  fileprivate func plural(_ count: Double) -> String {
    if count == 1 { return self }
    return hasSuffix("y") ? dropLast() + "ies" : self + "s"
  }
}
