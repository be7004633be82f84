/// A piece of a regular expression.
struct RegularExpressionNode: Sendable {
  enum Assertion: Sendable { case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary }

  indirect enum Kind: Sendable {
    case scalar(UInt32)
    case scalarOf(CharacterClass)
    case assertion(Assertion)
    case sequence([RegularExpressionNode])
    case alternatives([RegularExpressionNode])
    /// A capture.
    case group(RegularExpressionNode)
    /// `isOpen`: Whether any number above the lower bound is taken, as by `*`.
    case repetition(RegularExpressionNode, ClosedRange<Int>, isOpen: Bool)
  }

  let kind: Kind
  /// How many levels of nodes this has.
  let height: Int
  /// About how many instructions it takes, as Go counts them.
  let size: Int
  /// How often the innermost part is repeated by the counts around it, up to ``repeatLimit`` + 1.
  let repeats: Int

  /// The limits above which Go refuses a pattern (`regexp/syntax/parse.go` maxHeight, maxSize, repeatIsValid).
  static let heightLimit = 1000
  static let sizeLimit = (128 << 20) / 40
  static let repeatLimit = 1000

  init(_ kind: Kind) {
    self.kind = kind
    let parts: [RegularExpressionNode]
    switch kind {
    case .scalar, .scalarOf, .assertion: parts = []
    case .sequence(let nodes), .alternatives(let nodes): parts = nodes
    case .group(let part), .repetition(let part, _, _): parts = [part]
    }
    let own = parts.reduce(0) { $0 + $1.size }
    let inner = parts.reduce(1) { max($0, $1.repeats) }
    var height = 1 + parts.reduce(0) { max($0, $1.height) }
    switch kind {
    case .scalar, .scalarOf, .assertion: (size, repeats) = (1, 1)
    case .sequence(let nodes):
      (size, repeats) = (max(own, 1), inner)
      // Go joins literals to one.
      if nodes.allSatisfy(\.isScalar) { height = 1 }
    case .alternatives(let nodes): (size, repeats) = (own + nodes.count - 1, inner)
    case .group: (size, repeats) = (own + 2, inner)
    case .repetition(_, let range, let isOpen):
      let count = isOpen ? range.lowerBound : range.upperBound
      size = max(1, count * own + (isOpen ? 1 : range.count - 1) + (count == 0 && isOpen ? own + 1 : 0))
      repeats = !isOpen && count == 0 ? 1 : min(Self.repeatLimit + 1, inner * max(count, 1))
    }
    self.height = height
  }

  private var isScalar: Bool {
    if case .scalar = kind { return true }
    return false
  }
}
