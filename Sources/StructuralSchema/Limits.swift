import YAMLTree

extension Schema.Limits {
  /// What is wrong with a value of the right type, and where; nil where nothing is.
  func problem(with value: YAMLNode, _ kind: Schema.Kind) -> (text: String, place: YAMLNode)? {
    switch kind {
    case .string, .bytes, .duration, .enumeration, .intOrString:
      guard value.scalarType == .string, let text = value.string else { return nil }
      return problem(withSize: text.unicodeScalars.count, "character").map { ($0, value) }
    case .int32, .uint32, .int64, .number:
      guard let number = value.int.map(Double.init) ?? value.string.flatMap({ Double($0) }) else { return nil }
      return isAllowed(number) ? nil : ("\(value.string ?? "") is not \(range)", value)
    case .list:
      var count = 0
      value.forEachItem { _ in count += 1 }
      if let problem = problem(withSize: count, "item") { return (problem, value) }
      return count > 1 && (isSet || !itemKeys.isEmpty) ? repetition(in: value) : nil
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
    var seen: Set<UInt64> = []
    var found: YAMLNode?
    list.forEachItem { item in
      let identity = isSet ? item.hash : identity(of: item)
      if found == nil, identity != 0, !seen.insert(identity).inserted { found = item }
    }
    return found.map { ("another item has the same \(isSet ? "value" : itemKeys.joined(separator: " and "))", $0) }
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
