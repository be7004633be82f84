/// Finds the rules that may hold all that another rule matches, without comparing every rule with every other.
///
/// Rules are filed under what one of their attributes wants. Filing and finding cost as much as a rule has values, and
/// as its first values have characters.
struct RuleIndex {
  enum Key: Hashable {
    case text(RequestSet.Dimension, TextPiece)
    /// A part of identities by its number.
    case identity(part: Int, TextPiece)
  }

  private var rules: [Key: [Int]] = [:]
  /// Rules that nothing distinguishes.
  private var broad: [Int] = []

  mutating func add(_ rule: Int, _ set: RuleSet) {
    guard let keys = set.keys else { return broad.append(rule) }
    for key in Set(keys) { rules[key, default: []].append(rule) }
  }

  /// The rules that may hold all of a set, ascending; nil where there are too many to look at.
  func candidates(for set: RuleSet) -> [Int]? {
    var found = Set(broad)
    for key in set.lookups { found.formUnion(rules[key] ?? []) }
    return found.count > 256 ? nil : found.sorted()
  }
}

extension RuleSet {
  /// One of these the first value of every rule inside this one has; nil where that cannot be said.
  fileprivate var keys: [RuleIndex.Key]? { Self.keys(of: operations) ?? Self.keys(of: sources) }

  private static func keys(of alternatives: [RequestSet]) -> [RuleIndex.Key]? {
    var all: [RuleIndex.Key] = []
    for set in alternatives {
      guard let keys = set.keys else { return nil }
      all += keys
    }
    return all
  }

  /// The keys of all rules that can hold the first alternatives of this one.
  fileprivate var lookups: [RuleIndex.Key] {
    [operations, sources].flatMap { alternatives in
      alternatives.first { $0.isEmpty != .yes }?.lookups ?? []
    }
  }
}

extension RequestSet {
  /// The attributes by which rules differ most come first.
  private static let dimensions: [Dimension] = [.attribute(.path), .attribute(.host), .identity, .attribute(.method)]

  fileprivate var keys: [RuleIndex.Key]? {
    for dimension in Self.dimensions {
      switch values[dimension] {
      case .text(let set)?:
        guard let pieces = set.positivePieces, !pieces.contains(.nonEmpty) else { continue }
        return pieces.map { .text(dimension, $0.key) }
      case .identity(let set)?:
        guard let keys = set.positivePieces?.map(\.key), !keys.contains(nil) else { continue }
        return keys.compactMap { $0 }
      default: continue
      }
    }
    return nil
  }

  fileprivate var lookups: [RuleIndex.Key] {
    Self.dimensions.flatMap { dimension -> [RuleIndex.Key] in
      switch values[dimension] {
      case .text(let set)?: set.positivePieces?.first?.holders.map { .text(dimension, $0) } ?? []
      case .identity(let set)?:
        set.positivePieces?.first?.sides.enumerated().flatMap { part, side in
          side.holders.map { .identity(part: part, $0) }
        } ?? []
      default: []
      }
    }
  }
}

extension TextPiece {
  /// The piece by the end that is longer.
  fileprivate var key: TextPiece {
    guard case .span(let prefix, let suffix) = self else { return self }
    return prefix.utf8.count >= suffix.utf8.count
      ? .span(prefix: prefix, suffix: "") : .span(prefix: "", suffix: suffix)
  }

  /// The keys of the pieces that can hold this one.
  fileprivate var holders: [TextPiece] {
    switch self {
    case .exact(let text):
      return [self] + Self.beginnings(of: text) + Self.ends(of: text)
    case .span(let prefix, let suffix): return Self.beginnings(of: prefix) + Self.ends(of: suffix)
    case .template: return [self]
    }
  }

  private static func beginnings(of text: String) -> [TextPiece] {
    text.indices.map { .span(prefix: String(text[...$0]), suffix: "") }
  }

  private static func ends(of text: String) -> [TextPiece] {
    text.indices.map { .span(prefix: "", suffix: String(text[$0...])) }
  }
}

extension IdentityPiece {
  /// The part that says most; nil where none says anything.
  fileprivate var key: RuleIndex.Key? {
    [1, 2, 0].first { sides[$0] != .nonEmpty }.map { .identity(part: $0, sides[$0].key) }
  }
}
