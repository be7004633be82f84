/// The trust domains that name the same identities, and what Istio makes of those that a policy names
/// (`pilot/pkg/security/trustdomain/bundle.go`).
package struct TrustDomains: Sendable {
  /// The mesh's own first, then its aliases.
  package let names: [String]
  /// The trust domains whose clients pass the handshake: ``names``, and those of `caCertificates`.
  package let admitted: [String]
  /// Whether anybody says what the mesh's own is; else Istio's default is assumed.
  package let isKnown: Bool

  package init(_ settings: MeshSettings) {
    names = settings.trustDomains
    admitted = names + settings.caTrustDomains
    isKnown = settings.isTrustDomainKnown
  }

  /// Those of the mesh as ztunnel reads policies: it rewrites none.
  static let unchanged = TrustDomains(names: [])

  init(names: [String]) {
    self.names = names
    admitted = names
    isKnown = true
  }

  /// The principals that stand for one that a policy names: with five segments and a trust domain of the mesh, or with
  /// `cluster.local`, one for each trust domain; any other stays as it is.
  package func principals(for principal: String) -> [String] {
    if names.count == 1, principal.utf8.starts(with: "\(names[0])/".utf8) { return [principal] }
    let parts = principal.segments
    guard parts.count == 5, parts[0] != "*", !names.isEmpty else { return [principal] }
    let domain = String(parts[0])
    guard domain == "cluster.local" || names.contains(where: { Self.agree(domain, $0) }) else { return [principal] }
    var found: [String] = []
    for name in names {
      let isCovered = domain.hasPrefix("*") && name.hasSuffix(domain.dropFirst())
      let candidate = isCovered ? principal : "\(name)/\(parts[1...].joined(separator: "/"))"
      if !found.contains(candidate) { found.append(candidate) }
    }
    return found
  }

  /// The trust domains that stand for one that a policy names in `trustDomains`.
  package func trustDomains(for name: String) -> [String] { names.contains(name) ? names : [name] }

  /// Whether a trust domain of a policy, which may have an asterisk at one end, is one of the mesh, or `cluster.local`,
  /// which stands for the mesh's own.
  package func isLocal(_ domain: String) -> Bool {
    domain == "cluster.local" || names.contains { Self.agree(domain, $0) }
  }

  /// Whether two texts are equal, or one is the beginning or end of the other that its asterisk says.
  private static func agree(_ one: String, _ other: String) -> Bool {
    one == other || other == "*" || covers(one, other) || covers(other, one)
  }

  private static func covers(_ pattern: String, _ text: String) -> Bool {
    (pattern.hasSuffix("*") && text.hasPrefix(pattern.dropLast()))
      || (pattern.hasPrefix("*") && text.hasSuffix(pattern.dropFirst()))
  }
}

/// The identities that one value of a rule stands for. An identity is written as in a certificate,
/// `spiffe://TRUSTDOMAIN/ns/NAMESPACE/sa/ACCOUNT` (`pilot/pkg/security/authz/model/generator.go`).
package struct IdentityPattern: Sendable {
  private enum Form {
    case text(TextPattern)
    case anyOf([Glob])
    case trustDomain(before: String, after: String)
  }

  private let form: Form

  /// A value of `principals`, its trust domain replaced already; `spiffe://` is put before it.
  package init(principal value: String) {
    let scheme = "spiffe://"
    if value == "*" {
      form = .text(.nonEmpty)
    } else if value.hasPrefix("*") {
      form = .anyOf([Glob([scheme, String(value.dropFirst())], minimums: [0])])
    } else {
      form = .text(TextPattern(scheme + value))
    }
  }

  /// A value of `namespaces`, in which every asterisk counts, and for slashes too.
  package init(namespace value: String) {
    let pieces = ("*/ns/" + value + "/*").split(separator: "*", omittingEmptySubsequences: false).map(String.init)
    form = .anyOf([Glob(pieces, minimums: pieces.dropFirst().map { _ in 0 })])
  }

  /// A value of `serviceAccounts`: `account` of the policy's own namespace, or `namespace/account`.
  package init(serviceAccount value: String, policyNamespace: String) {
    let slash = value.firstIndex(of: "/")
    let namespace = slash.map { String(value[..<$0]) } ?? policyNamespace
    let account = slash.map { String(value[value.index(after: $0)...]) } ?? value
    let (start, end) = ("spiffe://", "sa/\(account)")
    form = .anyOf([
      Glob([start, "/ns/\(namespace)/\(end)"], minimums: [1]),
      Glob([start, "/ns/\(namespace)/\(end)/", ""], minimums: [1, 1]),
      Glob([start, "/ns/\(namespace)/", "/\(end)"], minimums: [1, 1]),
      Glob([start, "/ns/\(namespace)/", "/\(end)/", ""], minimums: [1, 1, 1]),
    ])
  }

  /// A value of `trustDomains`, the mesh's own replaced already.
  package init(trustDomain value: String) {
    if value == "*" {
      form = .text(.prefix("spiffe://"))
    } else if let star = value.firstIndex(of: "*") {
      form = .trustDomain(before: String(value[..<star]), after: String(value[value.index(after: star)...]))
    } else {
      form = .text(.prefix("spiffe://\(value)/"))
    }
  }

  package func matches(_ identity: String) -> Bool {
    switch form {
    case .text(let pattern): return pattern.matches(identity)
    case .anyOf(let globs): return globs.contains { $0.matches(identity) }
    case .trustDomain(let before, let after):
      guard identity.hasPrefix("spiffe://") else { return false }
      let rest = identity.dropFirst("spiffe://".count)
      guard let slash = rest.firstIndex(of: "/") else { return false }
      let domain = rest[..<slash]
      return domain.count >= before.count + after.count && domain.hasPrefix(before) && domain.hasSuffix(after)
    }
  }
}

extension String {
  /// The parts between slashes.
  var segments: [Substring] {
    var found: [Substring] = []
    // As many as a principal has.
    found.reserveCapacity(5)
    var start = startIndex
    while let slash = utf8[start...].firstIndex(of: UInt8(ascii: "/")) {
      found.append(self[start..<slash])
      start = utf8.index(after: slash)
    }
    found.append(self[start...])
    return found
  }
}
