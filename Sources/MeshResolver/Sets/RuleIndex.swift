import MeshModel

/// Finds the rules that may match all that another rule matches, without comparing every rule with every other.
///
/// A rule is filed under the values of one attribute, of which a rule inside it must name some. Values are kept as
/// hashes: what is found too much is compared and dropped. Filing costs a hash for each value, and finding one for each
/// character of a few values.
struct RuleIndex {
  private var filed: [(key: Int, rule: Int)] = []
  /// Rules that nothing distinguishes.
  private var broad: [Int] = []

  /// More candidates than this are not looked at.
  private static let limit = 64

  /// `rules`: Numbers and clauses.
  init(_ rules: [(number: Int, clauses: RuleClauses)], policyNamespace: String) {
    for rule in rules { add(rule.number, rule.clauses, policyNamespace: policyNamespace) }
    filed.sort { $0.key < $1.key }
  }

  private mutating func add(_ rule: Int, _ clauses: RuleClauses, policyNamespace: String) {
    let keys =
      Self.keys(of: clauses.operations, clauses.conditions, policyNamespace)
      ?? Self.keys(of: clauses.sources, clauses.conditions, policyNamespace)
    guard let keys else { return broad.append(rule) }
    for key in keys { filed.append((key, rule)) }
  }

  /// The rules that may hold all of one, ascending; empty where there are too many to look at.
  func candidates(for clauses: RuleClauses, policyNamespace: String) -> [Int] {
    var found = Set(broad)
    for alternatives in [clauses.operations, clauses.sources] {
      for clause in (alternatives.first ?? []) + clauses.conditions where !clause.isNegated {
        guard let value = clause.values.first?.value else { continue }
        for key in Self.lookups(of: value, clause.attribute, policyNamespace) {
          for entry in filed[start(of: key)...] {
            guard entry.key == key, found.count <= Self.limit else { break }
            found.insert(entry.rule)
          }
        }
      }
    }
    return found.count > Self.limit ? [] : found.sorted()
  }

  /// Where the rules under a key begin.
  private func start(of key: Int) -> Int {
    var (low, high) = (0, filed.count)
    while low < high {
      let middle = (low + high) / 2
      if filed[middle].key < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// What alternatives are filed under: the values of a clause of each; nil where one has none that distinguishes it.
  private static func keys(of alternatives: [[Clause]], _ conditions: [Clause], _ policyNamespace: String) -> [Int]? {
    var all: [Int] = []
    for alternative in alternatives {
      var found: [Int]?
      for clause in alternative + conditions where !clause.isNegated && found == nil {
        found = keys(of: clause.values, clause.attribute, policyNamespace)
      }
      guard let found else { return nil }
      all += found
    }
    return all
  }

  /// Nil where one of the values distinguishes nothing.
  private static func keys(
    of values: [Located<String>], _ attribute: RequestAttribute, _ policyNamespace: String
  ) -> [Int]? {
    var keys: [Int] = []
    keys.reserveCapacity(values.count)
    for value in values {
      guard let key = key(of: value.value, attribute, policyNamespace) else { return nil }
      keys.append(key)
    }
    return keys
  }

  private static func key(of value: String, _ attribute: RequestAttribute, _ policyNamespace: String) -> Int? {
    switch attribute {
    case .path, .host:
      let text = attribute == .host ? value.lowercased() : value
      let star = UInt8(ascii: "*")
      if text.utf8.first == star { return text.utf8.count == 1 ? nil : hash("$", text.dropFirst()) }
      return text.utf8.last == star ? hash("^", text.dropLast()) : hash("=", text[...])
    case .principal where !value.utf8.contains(UInt8(ascii: "*")):
      return value.utf8.firstIndex(of: UInt8(ascii: "/")).map { hash("i", value[$0...]) }
    case .principal, .namespace, .serviceAccount:
      let (namespace, account) = owner(value, attribute, policyNamespace)
      return namespace.map { identityKey($0, account) }
    default: return nil
    }
  }

  /// The keys of all values that may hold this one.
  private static func lookups(
    of value: String, _ attribute: RequestAttribute, _ policyNamespace: String
  ) -> [Int] {
    switch attribute {
    case .path, .host:
      let text = (attribute == .host ? value.lowercased() : value)[...]
      let literal = text.drop { $0 == "*" }
      return [hash("=", text)]
        + literal.indices.flatMap { index in
          [hash("^", literal[...index]), hash("$", literal[index...])]
        }
    case .principal, .namespace, .serviceAccount:
      let (namespace, account) = owner(value, attribute, policyNamespace)
      guard let namespace else { return [] }
      return [identityKey(namespace, account), identityKey(namespace, nil)]
    default: return []
    }
  }

  /// The namespace and service account that a value names; nil where it has a wildcard there.
  private static func owner(
    _ value: String, _ attribute: RequestAttribute, _ policyNamespace: String
  ) -> (namespace: Substring?, account: Substring?) {
    func literal(_ text: Substring) -> Substring? { text.utf8.contains(UInt8(ascii: "*")) ? nil : text }
    let parts = value.segments
    switch (attribute, parts.count) {
    case (.namespace, 1): return (literal(parts[0]), nil)
    case (.serviceAccount, 1): return (policyNamespace[...], parts[0])
    case (.serviceAccount, 2): return (parts[0], parts[1])
    case (.principal, 5): return (literal(parts[2]), literal(parts[4]))
    case (.principal, 4): return (literal(parts[2]), nil)
    default: return (nil, nil)
    }
  }

  /// What a whole identity without its trust domain is filed under, or all of a namespace.
  private static func identityKey(_ namespace: Substring, _ account: Substring?) -> Int {
    account.map { hash("i", "/ns/\(namespace)/sa/\($0)"[...]) } ?? hash("n", namespace)
  }

  private static func hash(_ kind: Unicode.Scalar, _ text: Substring) -> Int {
    var hash = FNV1a()
    hash.mix(UInt8(ascii: kind))
    // Without the closure, each byte of a substring is a call.
    func mix(_ bytes: some Sequence<UInt8>) {
      for byte in bytes { hash.mix(byte) }
    }
    if text.utf8.withContiguousStorageIfAvailable({ mix($0) }) == nil { mix(text.utf8) }
    return Int(truncatingIfNeeded: hash.state)
  }
}
