/// A simple set that others are put together from.
///
/// What makes the algebra of ``PieceSet`` exact is that a piece that is covered by a union of pieces is covered by one
/// of them: either it has a single element, or an element that lies in another piece only if all of them do. Texts are
/// taken over an alphabet that always has one more letter.
protocol Piece: Hashable, Sendable {
  /// Pieces that together hold every element.
  static var everything: [Self] { get }

  /// Whether the piece has a single element, and no other piece describes the same.
  var isAtom: Bool { get }

  /// Whether the piece surely has an element.
  var isInhabited: Bool { get }

  /// A text with which every element begins, and each piece that holds all of this one begins with a part of it; nil
  /// where no such thing is known.
  var beginning: String? { get }

  /// Whether every element lies in `other` too.
  func isContained(in other: Self) -> Proof

  /// Pieces that together hold what lies in both.
  func intersection(_ other: Self) -> [Self]
}

/// What lies in at least one of some pieces. Single elements are found by their hash, other pieces by what they begin
/// with, so that it costs the same whether one of many pieces is asked for or one of a few.
struct PieceUnion<Element: Piece>: Sendable {
  private var atoms: Set<Element> = []
  private var others: [Element] = []
  private var beginnings = Beginnings()

  init(_ pieces: [Element] = []) { add(pieces) }

  mutating func add(_ pieces: [Element]) {
    for piece in pieces {
      if piece.isAtom {
        atoms.insert(piece)
      } else {
        beginnings.add(piece.beginning, number: others.count)
        others.append(piece)
      }
    }
  }

  var pieces: [Element] { Array(atoms) + others }
  var count: Int { atoms.count + others.count }
  var isEmpty: Bool { count == 0 }

  /// Whether every element of a piece is in the union.
  func covers(_ piece: Element) -> Proof {
    if piece.isAtom, atoms.contains(piece) { return .yes }
    let proof = othersCover(piece)
    // A single element covers nothing but itself.
    return proof == .yes || piece.isAtom || piece.isInhabited ? proof : atoms.isEmpty ? proof : .unknown
  }

  private func othersCover(_ piece: Element) -> Proof {
    if let beginning = piece.beginning {
      guard let near = beginnings.first(partOf: beginning) else {
        return beginnings.unknown.proveAny { piece.isContained(in: others[$0]) }
      }
      if piece.isContained(in: others[near]) == .yes { return .yes }
    }
    return others.proveAny(piece.isContained)
  }

  func intersection(_ other: Self) -> Self {
    var common = Self()
    common.atoms = atoms.intersection(other.atoms)
    for (atoms, pieces) in [(atoms, other.others), (other.atoms, others)] {
      for atom in atoms where pieces.contains(where: { atom.isContained(in: $0) == .yes }) { common.atoms.insert(atom) }
    }
    common.add(others.flatMap { piece in other.others.flatMap(piece.intersection) })
    return common
  }

  /// How many pairs of pieces an intersection compares.
  func cost(of other: Self) -> Int { others.count * other.count + atoms.count * other.others.count }
}

/// Pieces by the texts that they begin with.
private struct Beginnings: Sendable {
  /// The numbers of the first pieces, by a hash.
  private var first: [UInt64: Int] = [:]
  /// Bit `n` stands for texts of `n` bytes, the highest one for all longer ones too.
  private var lengths: UInt64 = 0
  /// The numbers of the pieces of which no beginning is known.
  private(set) var unknown: [Int] = []

  mutating func add(_ text: String?, number: Int) {
    guard let text, !text.isEmpty else { return unknown.append(number) }
    var hash = FNV1a()
    for byte in text.utf8 { hash.mix(byte) }
    if first[hash.state] == nil { first[hash.state] = number }
    lengths |= Self.bit(text.utf8.count)
  }

  /// A piece with the hash of a beginning of a text.
  func first(partOf text: String) -> Int? {
    guard lengths != 0 else { return nil }
    var hash = FNV1a()
    for (position, byte) in text.utf8.enumerated() {
      hash.mix(byte)
      if lengths & Self.bit(position + 1) != 0, let number = first[hash.state] { return number }
    }
    return nil
  }

  private static func bit(_ length: Int) -> UInt64 { 1 << UInt64(min(length, 63)) }
}

/// A set over an attribute that is missing or has one value: what lies in one of some pieces, and in none of others.
struct PieceSet<Element: Piece>: Sendable {
  /// Nil for everything, a missing attribute included.
  private var union: PieceUnion<Element>?
  private var excluded = PieceUnion<Element>()
  /// Whether the products of unions got too large, so that nothing is proved.
  private var isTooLarge = false
  private let canBeMissing: Bool

  /// Everything: each element, and no value at all where that can be.
  init(canBeMissing: Bool = true) {
    self.canBeMissing = canBeMissing
    union = canBeMissing ? nil : PieceUnion(Element.everything)
  }

  /// Keeps what lies in one of `pieces`; a missing attribute does not.
  mutating func intersect(_ pieces: [Element]) { intersect(PieceUnion(pieces)) }

  private mutating func intersect(_ other: PieceUnion<Element>) {
    guard let own = union else {
      union = other
      return
    }
    isTooLarge = isTooLarge || own.cost(of: other) > 100_000
    if !isTooLarge { union = own.intersection(other) }
  }

  /// Removes what lies in one of `pieces`; a missing attribute stays.
  mutating func exclude(_ pieces: [Element]) { excluded.add(pieces) }

  /// Whether nothing is left out; false may also mean that it was not looked for.
  var isUnrestricted: Bool {
    guard excluded.isEmpty else { return false }
    return union.map { own in !canBeMissing && Element.everything.allSatisfy { own.covers($0) == .yes } } ?? true
  }

  private var presentPieces: [Element] { union?.pieces ?? Element.everything }

  var isEmpty: Proof {
    guard let union else { return .no }
    guard !isTooLarge else { return .unknown }
    return union.pieces.proveAll(isExcluded)
  }

  /// Whether all of a piece is excluded; unknown where it may have no element that could be.
  private func isExcluded(_ piece: Element) -> Proof {
    let answer = excluded.covers(piece)
    return answer == .no && !piece.isInhabited ? .unknown : answer
  }

  func isContained(in other: Self) -> Proof {
    if other.isUnrestricted { return .yes }
    guard !isTooLarge, !other.isTooLarge else { return .unknown }
    if union == nil, other.union != nil { return .no }
    let holes = other.excluded.pieces
    return presentPieces.proveAll { piece in
      if excluded.covers(piece) == .yes { return .yes }
      let isInside = other.union.map { $0.covers(piece) } ?? .yes
      let isWhole = holes.proveAll { hole in piece.intersection(hole).proveAll(isExcluded) }
      let answer = [isInside, isWhole].proveAll { $0 }
      return answer == .no && !piece.isInhabited ? .unknown : answer
    }
  }

  /// Whether some element of a few pieces is in the set.
  func meets(_ pieces: [Element]) -> Proof {
    guard !isTooLarge else { return .unknown }
    return pieces.proveAny { piece in
      guard let union else { return isExcluded(piece).negated }
      if piece.isAtom { return [union.covers(piece), isExcluded(piece).negated].proveAll { $0 } }
      return union.pieces.proveAny { $0.intersection(piece).proveAny { isExcluded($0).negated } }
    }
  }

  func overlaps(_ other: Self) -> Proof {
    if union == nil, other.union == nil { return .yes }
    var both = self
    if let union = other.union { both.intersect(union) }
    both.exclude(other.excluded.pieces)
    both.isTooLarge = both.isTooLarge || other.isTooLarge
    return both.isEmpty.negated
  }
}

/// A set over an attribute with any number of values, such as a header: some value lies in each of some unions, and
/// none in any of others.
struct ValuesSet<Element: Piece>: Sendable {
  private var unions: [[Element]] = []
  private var excluded: [Element] = []

  mutating func intersect(_ union: [Element]) { unions.append(union) }
  mutating func exclude(_ union: [Element]) { excluded += union }

  var isUnrestricted: Bool { unions.isEmpty && excluded.isEmpty }

  private func allowed(_ union: [Element]) -> PieceSet<Element> {
    var set = PieceSet<Element>()
    set.intersect(union)
    set.exclude(excluded)
    return set
  }

  /// Each union can be met by a value of its own.
  var isEmpty: Proof { unions.proveAny { allowed($0).isEmpty } }

  func isContained(in other: Self) -> Proof {
    let isEmpty = isEmpty
    guard isEmpty != .yes else { return .yes }
    let meetsUnions = other.unions.proveAll { wanted in
      var target = PieceSet<Element>()
      target.intersect(wanted)
      return unions.proveAny { allowed($0).isContained(in: target) }
    }
    let own = PieceUnion(excluded)
    let avoidsHoles = other.excluded.proveAll(own.covers)
    let answer = [meetsUnions, avoidsHoles].proveAll { $0 }
    return answer == .no && isEmpty == .unknown ? .unknown : answer
  }

  func overlaps(_ other: Self) -> Proof {
    var both = self
    for union in other.unions { both.intersect(union) }
    both.exclude(other.excluded)
    return both.isEmpty.negated
  }
}
