/// What two or three texts have at once, each of its own form.
protocol BoxPiece: Piece {
  var sides: [TextPiece] { get }
  init(sides: [TextPiece])
}

extension BoxPiece {
  var isAtom: Bool { sides.allSatisfy(\.isAtom) }

  func isContained(in other: Self) -> Proof { zip(sides, other.sides).proveAll { $0.isContained(in: $1) } }

  func intersection(_ other: Self) -> [Self] {
    var products: [[TextPiece]] = [[]]
    for (side, otherSide) in zip(sides, other.sides) {
      let common = side.intersection(otherSide)
      products = products.flatMap { product in common.map { product + [$0] } }
    }
    return products.map(Self.init)
  }

  var isInhabited: Bool { true }
  var beginning: String? { nil }
}

/// Identities `spiffe://TRUSTDOMAIN/ns/NAMESPACE/sa/ACCOUNT`. None of the three parts has a slash or is empty.
struct IdentityPiece: BoxPiece {
  let sides: [TextPiece]

  static let everything = [IdentityPiece(sides: [.nonEmpty, .nonEmpty, .nonEmpty])]

  init(sides: [TextPiece]) { self.sides = sides }

  init(_ trustDomain: TextPiece = .nonEmpty, namespace: TextPiece = .nonEmpty, account: TextPiece = .nonEmpty) {
    sides = [trustDomain, namespace, account]
  }
}

extension IdentityPiece {
  /// The identities that a value of `principals` stands for, its trust domain replaced already; nil where that is no
  /// union of such pieces. Empty for a value that stands for none.
  static func principal(_ value: String) -> [IdentityPiece]? {
    if value == "*" { return everything }
    switch TextPattern(value) {
    case .exact(let text):
      let parts = text.segments
      guard parts.count == 5, parts[1] == "ns", parts[3] == "sa", !parts.contains(""),
        !text.utf8.contains(UInt8(ascii: "*"))
      else { return [] }
      func whole(_ part: Int) -> TextPiece { .exact(String(parts[part])) }
      return [IdentityPiece(whole(0), namespace: whole(2), account: whole(4))]
    case .prefix(let text): return beginning(with: text)
    case .suffix(let text): return ending(with: text)
    case .nonEmpty: return everything
    }
  }

  /// Whole parts of the text before an asterisk, and the beginning of the next one.
  private static func beginning(with text: String) -> [IdentityPiece] {
    let parts = text.segments.map(String.init)
    func opened(_ text: String) -> TextPiece { .span(prefix: text, suffix: "") }
    guard parts.count <= 5, parts[0] != "" || parts.count == 1 else { return [] }
    for (index, keyword) in [(1, "ns"), (3, "sa")] where parts.count > index {
      let isWhole = parts.count > index + 1
      guard isWhole ? parts[index] == keyword : keyword.hasPrefix(parts[index]) else { return [] }
    }
    if parts.count > 3, parts[2].isEmpty { return [] }
    switch parts.count {
    case 1: return [IdentityPiece(opened(parts[0]))]
    case 2: return [IdentityPiece(.exact(parts[0]))]
    case 3: return [IdentityPiece(.exact(parts[0]), namespace: opened(parts[2]))]
    case 4: return [IdentityPiece(.exact(parts[0]), namespace: .exact(parts[2]))]
    default: return [IdentityPiece(.exact(parts[0]), namespace: .exact(parts[2]), account: opened(parts[4]))]
    }
  }

  /// The end of a part after an asterisk, and whole parts behind it.
  private static func ending(with text: String) -> [IdentityPiece] {
    let parts = Array(text.segments.map(String.init).reversed())
    func closed(_ text: String) -> TextPiece { .span(prefix: "", suffix: text) }
    // From the end: account, "sa", namespace, "ns", trust domain.
    guard parts.count <= 5, parts[0] != "" || parts.count == 1 else { return [] }
    for (index, keyword) in [(1, "sa"), (3, "ns")] where parts.count > index {
      let isWhole = parts.count > index + 1
      guard isWhole ? parts[index] == keyword : keyword.hasSuffix(parts[index]) else { return [] }
    }
    if parts.count > 3, parts[2].isEmpty { return [] }
    switch parts.count {
    case 1: return [IdentityPiece(account: closed(parts[0]))]
    case 2: return [IdentityPiece(account: .exact(parts[0]))]
    case 3: return [IdentityPiece(namespace: closed(parts[2]), account: .exact(parts[0]))]
    case 4: return [IdentityPiece(namespace: .exact(parts[2]), account: .exact(parts[0]))]
    default: return [IdentityPiece(closed(parts[4]), namespace: .exact(parts[2]), account: .exact(parts[0]))]
    }
  }

  /// The identities that a value of `namespaces` stands for: in Istio's expression `.*/ns/VALUE/.*` an asterisk reaches
  /// over slashes, so that `*a` is met by `/sa/` too. Nil for values with an asterisk inside.
  static func namespace(_ value: String) -> [IdentityPiece]? {
    if !value.contains("*") {
      // In a namespace `ns` the name `sa` is met by the part behind it.
      return value.contains("/") || value.isEmpty || value == "sa" ? nil : [IdentityPiece(namespace: .exact(value))]
    }
    if value == "*" { return everything }
    guard !value.contains("/"), value.filter({ $0 == "*" }).count == 1 else { return nil }
    if value.hasSuffix("*"), "sa".hasPrefix(value.dropLast()) { return nil }
    if value.hasSuffix("*") { return [IdentityPiece(namespace: .span(prefix: String(value.dropLast()), suffix: ""))] }
    guard value.hasPrefix("*") else { return nil }
    let end = String(value.dropFirst())
    return "sa".hasSuffix(end) ? everything : [IdentityPiece(namespace: .span(prefix: "", suffix: end))]
  }

  /// The identities that a value of `serviceAccounts` in a policy of a namespace stands for.
  static func serviceAccount(_ value: String, policyNamespace: String) -> [IdentityPiece]? {
    let parts = value.segments.map(String.init)
    guard parts.count <= 2, !parts.contains(""), let account = parts.last else { return nil }
    let namespace = parts.count == 2 ? parts[0] : policyNamespace
    return [IdentityPiece(namespace: .exact(namespace), account: .exact(account))]
  }

  /// The identities that a value of `trustDomains` stands for.
  static func trustDomain(_ value: String) -> [IdentityPiece]? {
    if value == "*" { return everything }
    guard let star = value.firstIndex(of: "*") else { return [IdentityPiece(.exact(value))] }
    return [IdentityPiece(.span(prefix: String(value[..<star]), suffix: String(value[value.index(after: star)...])))]
  }
}

/// Issuer and subject of a token.
struct TokenPiece: BoxPiece {
  let sides: [TextPiece]

  static let everything = TextPiece.everything.flatMap { issuer in
    TextPiece.everything.map { TokenPiece(sides: [issuer, $0]) }
  }

  init(sides: [TextPiece]) { self.sides = sides }

  init(_ value: String) {
    let pattern = RequestPrincipalPattern(value)
    sides = [TextPiece(pattern.issuer), TextPiece(pattern.subject)]
  }
}
