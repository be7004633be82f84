import YAMLTree

extension Schema.Limits {
  /// What is wrong with a value of the right type, and where; nil where nothing is.
  func problem(with value: YAMLNode, _ kind: Schema.Kind) -> (text: String, place: YAMLNode)? {
    switch kind {
    case .string, .bytes, .duration, .enumeration, .intOrString:
      guard value.scalarType == .string, let text = value.string else { return nil }
      return problem(withSize: text.unicodeScalars.count, "character").map { ($0, value) }
    case .int32, .uint32, .int64, .number:
      guard let number = value.string.flatMap({ Double($0) }) else { return nil }
      return isAllowed(number) ? nil : ("\(value.string ?? "") is not \(range)", value)
    case .list:
      var count = 0
      value.forEachItem { _ in count += 1 }
      return problem(withSize: count, "item").map { ($0, value) } ?? repetition(in: value)
    case .map, .object:
      var count = 0
      value.forEachPair { _, _ in count += 1 }
      return problem(withSize: count, "entry").map { ($0, value) }
    case .any, .bool: return nil
    }
  }

  private func isAllowed(_ number: Double) -> Bool {
    number >= least ?? -.infinity && number <= greatest ?? .infinity
  }

  private var range: String {
    switch (least, greatest) {
    case (let least?, let greatest?): "between \(Self.text(least)) and \(Self.text(greatest))"
    case (let least?, nil): "at least \(Self.text(least))"
    case (nil, let greatest?): "at most \(Self.text(greatest))"
    case (nil, nil): "a number"
    }
  }

  private func problem(withSize size: Int, _ unit: String) -> String? {
    if let least, Double(size) < least { return "it has \(size) of at least \(Self.text(least)) \(unit)s" }
    if let greatest, Double(size) > greatest { return "it has \(size) of at most \(Self.text(greatest)) \(unit)s" }
    return nil
  }

  private static func text(_ number: Double) -> String { Int(exactly: number).map(String.init) ?? "\(number)" }

  /// An item that has the same key as an earlier one.
  private func repetition(in list: YAMLNode) -> (text: String, place: YAMLNode)? {
    guard isSet || !itemKeys.isEmpty else { return nil }
    var seen: Set<[String]> = []
    var found: (text: String, place: YAMLNode)?
    list.forEachItem { item in
      guard found == nil else { return }
      var key: [String] = []
      if isSet {
        key = item.string.map { [$0] } ?? []
      } else {
        item.forEachPair { name, value in
          if let name = name.string, itemKeys.contains(name) { key.append("\(name) \(value.string ?? "")") }
        }
        key.sort()
      }
      if !key.isEmpty, !seen.insert(key).inserted {
        found = ("another item has the same \(key.joined(separator: ", "))", item)
      }
    }
    return found
  }
}
