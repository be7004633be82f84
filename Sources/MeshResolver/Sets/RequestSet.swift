import MeshModel

/// The requests that one alternative of a rule matches: one source, one operation and the conditions.
///
/// The attributes of a request are taken for independent of each other. Where two of them are not, such as the header
/// `:path` and the path, a "no" becomes "unknown".
struct RequestSet: Sendable {
  /// What attributes are decided together.
  enum Dimension: Hashable, Sendable {
    case identity
    case attribute(RequestAttribute)

    init(_ attribute: RequestAttribute) { self = attribute.needsMutualTLS ? .identity : .attribute(attribute) }
  }

  enum Values: Sendable {
    case text(PieceSet<TextPiece>)
    case texts(ValuesSet<TextPiece>)
    case identity(PieceSet<IdentityPiece>)
    case token(PieceSet<TokenPiece>)
    case addresses(AddressSet)
    case numbers(RangeSet)
    /// What the algebra knows nothing about, by the clauses that are written.
    case opaque(Set<String>)
  }

  private(set) var values: [Dimension: Values] = [:]
  /// Whether attributes that depend on each other are compared.
  private var isEntangled = false

  /// The requests for which all clauses hold.
  init(_ clauses: [Clause], policyNamespace: String, trustDomains: TrustDomains) {
    let reader = ClauseReader(policyNamespace: policyNamespace, trustDomains: trustDomains)
    for (dimension, clauses) in Dictionary(grouping: clauses, by: { Dimension($0.attribute) }) {
      values[dimension] = reader.values(clauses)
    }
    isEntangled = clauses.contains { $0.attribute.isEntangled }
  }

  /// Whether no request is in the set.
  var isEmpty: Proof {
    let answer = values.values.proveAny(\.isEmpty)
    return answer == .no && isEntangled ? .unknown : answer
  }

  /// Whether a clause with a single value, which is not negated, holds for some request of the set.
  func meets(_ single: Clause, policyNamespace: String, trustDomains: TrustDomains) -> Proof {
    switch values[Dimension(single.attribute)] {
    case .text(let set)?: return set.meets(ClauseReader.texts(single))
    case .identity(let set)?:
      let reader = ClauseReader(policyNamespace: policyNamespace, trustDomains: trustDomains)
      return reader.identities(single.values[0].value, single.attribute).map(set.meets) ?? .unknown
    default:
      return overlaps(RequestSet([single], policyNamespace: policyNamespace, trustDomains: trustDomains))
    }
  }

  /// Whether every request of the set is in another one.
  func isContained(in other: RequestSet) -> Proof {
    let isEmpty = isEmpty
    guard isEmpty != .yes else { return .yes }
    let answer = other.values.proveAll { dimension, wanted in
      guard let own = values[dimension] else { return wanted.isUnrestricted ? .yes : .no }
      return own.isContained(in: wanted)
    }
    return answer == .no && (isEmpty == .unknown || isEntangled || other.isEntangled) ? .unknown : answer
  }

  /// Whether some request is in both sets.
  func overlaps(_ other: RequestSet) -> Proof {
    let parts = [isEmpty.negated, other.isEmpty.negated]
    let common = values.proveAll { dimension, own in other.values[dimension].map(own.overlaps) ?? .yes }
    let answer = (parts + [common]).proveAll { $0 }
    return answer == .yes && (isEntangled || other.isEntangled) ? .unknown : answer
  }
}

extension RequestSet.Values {
  fileprivate var isEmpty: Proof {
    switch self {
    case .text(let set): set.isEmpty
    case .texts(let set): set.isEmpty
    case .identity(let set): set.isEmpty
    case .token(let set): set.isEmpty
    case .addresses(let set): Proof(set.isEmpty)
    case .numbers(let set): Proof(set.isEmpty)
    case .opaque: .unknown
    }
  }

  fileprivate var isUnrestricted: Bool {
    switch self {
    case .text(let set): set.isUnrestricted
    case .texts(let set): set.isUnrestricted
    case .identity(let set): set.isUnrestricted
    case .token(let set): set.isUnrestricted
    case .addresses, .numbers, .opaque: false
    }
  }

  fileprivate func isContained(in other: Self) -> Proof {
    switch (self, other) {
    case (.text(let own), .text(let other)): own.isContained(in: other)
    case (.texts(let own), .texts(let other)): own.isContained(in: other)
    case (.identity(let own), .identity(let other)): own.isContained(in: other)
    case (.token(let own), .token(let other)): own.isContained(in: other)
    case (.addresses(let own), .addresses(let other)): Proof(own.isContained(in: other))
    case (.numbers(let own), .numbers(let other)): Proof(own.isContained(in: other))
    case (.opaque(let own), .opaque(let other)): other.isSubset(of: own) ? .yes : .unknown
    default: .unknown
    }
  }

  fileprivate func overlaps(_ other: Self) -> Proof {
    switch (self, other) {
    case (.text(let own), .text(let other)): own.overlaps(other)
    case (.texts(let own), .texts(let other)): own.overlaps(other)
    case (.identity(let own), .identity(let other)): own.overlaps(other)
    case (.token(let own), .token(let other)): own.overlaps(other)
    case (.addresses(let own), .addresses(let other)): Proof(own.overlaps(other))
    case (.numbers(let own), .numbers(let other)): Proof(own.overlaps(other))
    default: .unknown
    }
  }
}

extension RequestAttribute {
  /// Whether another attribute looks at the same thing.
  fileprivate var isEntangled: Bool {
    switch self {
    case .header(let name):
      name.hasPrefix(":") || name == "host" || name == "authorization" || name == "x-forwarded-for"
    case .claim(let path): path == ["iss"] || path == ["sub"]
    default: false
    }
  }
}

/// Turns clauses into sets.
private struct ClauseReader {
  let policyNamespace: String
  let trustDomains: TrustDomains

  /// What clauses about the same attributes leave.
  func values(_ clauses: [Clause]) -> RequestSet.Values {
    switch clauses[0].attribute {
    case .principal, .namespace, .serviceAccount, .trustDomain:
      let pieces = clauses.map { clause in clause.values.map { identities($0.value, clause.attribute) } }
      if pieces.contains(where: { $0.contains { $0 == nil } }) { return Self.opaque(clauses) }
      return .identity(Self.set(PieceSet(), clauses, pieces.map { $0.compactMap { $0 }.flatMap { $0 } }))
    case .host, .sni: return .text(Self.set(PieceSet(), clauses, clauses.map(Self.texts)))
    case .path:
      // No request has an empty path.
      var set = PieceSet<TextPiece>(canBeMissing: false)
      set.intersect([.nonEmpty])
      return .text(Self.set(set, clauses, clauses.map(Self.texts)))
    case .method: return .text(Self.set(PieceSet(canBeMissing: false), clauses, clauses.map(Self.texts)))
    case .requestPrincipal:
      return .token(Self.set(PieceSet(), clauses, clauses.map { $0.values.map { TokenPiece($0.value) } }))
    case .header, .claim:
      var set = ValuesSet<TextPiece>()
      for clause in clauses {
        clause.isNegated ? set.exclude(Self.texts(clause)) : set.intersect(Self.texts(clause))
      }
      return .texts(set)
    case .sourceIP, .remoteIP, .destinationIP:
      var set = AddressSet()
      for clause in clauses {
        let blocks = clause.values.compactMap { AddressBlock($0.value) }
        clause.isNegated ? set.exclude(blocks) : set.intersect(blocks)
      }
      return .addresses(set)
    case .port:
      var set = RangeSet(everythingIn: 0...65535)
      for clause in clauses {
        let ports = clause.values.compactMap { UInt128($0.value) }.map { $0...$0 }
        clause.isNegated ? set.exclude(ports) : set.intersect(ports)
      }
      return .numbers(set)
    case .filterMetadata: return Self.opaque(clauses)
    }
  }

  /// `pieces`: What the values of each clause stand for.
  private static func set<Element: Piece>(
    _ everything: PieceSet<Element>, _ clauses: [Clause], _ pieces: [[Element]]
  ) -> PieceSet<Element> {
    var set = everything
    for (clause, union) in zip(clauses, pieces) { clause.isNegated ? set.exclude(union) : set.intersect(union) }
    return set
  }

  func identities(_ value: String, _ attribute: RequestAttribute) -> [IdentityPiece]? {
    func joined(_ values: [String], _ pieces: (String) -> [IdentityPiece]?) -> [IdentityPiece]? {
      if values.count == 1 { return pieces(values[0]) }
      var found: [IdentityPiece] = []
      for value in values {
        guard let pieces = pieces(value) else { return nil }
        found += pieces
      }
      return found
    }
    switch attribute {
    case .principal: return joined(trustDomains.principals(for: value), IdentityPiece.principal)
    case .trustDomain: return joined(trustDomains.trustDomains(for: value), IdentityPiece.trustDomain)
    case .serviceAccount: return IdentityPiece.serviceAccount(value, policyNamespace: policyNamespace)
    default: return IdentityPiece.namespace(value)
    }
  }

  static func texts(_ clause: Clause) -> [TextPiece] {
    clause.values.flatMap { value -> [TextPiece] in
      let value = value.value
      switch clause.attribute {
      // `*` means that there is a value, be it empty.
      case .host, .method, .header:
        if value == "*" { return TextPiece.everything }
        return [TextPiece(TextPattern(clause.attribute == .host ? value.lowercased() : value))]
      case .path where PathTemplate.isTemplate(value): return [.template(value)]
      default: return [TextPiece(TextPattern(value))]
      }
    }
  }

  private static func opaque(_ clauses: [Clause]) -> RequestSet.Values {
    .opaque(Set(clauses.map { "\($0.isNegated) \($0.name.value) \($0.values.map(\.value).sorted())" }))
  }
}
