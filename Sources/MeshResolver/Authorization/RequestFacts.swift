import MeshModel

/// What a proxy knows of a connection or request when it compares it with policies.
struct RequestFacts {
  /// `spiffe://…` of the peer's certificate; nil on plain text.
  var identity: String?
  var sourceIP: [UInt8]?
  var remoteIP: [UInt8]?
  var destinationIP: [UInt8]?
  var port: Int
  var sni: String
  /// Nil for a connection of which the proxy sees no requests.
  var http: HTTP?
  /// Whether ztunnel compares, which reads the identity in its parts and not as a text.
  var isForZtunnel = false

  struct HTTP {
    var method: String
    /// Normalized, without query.
    var path: String
    var host: String?
    /// By name in lower case, `:method` and the like included.
    var headers: [String: [String]]
    /// The claims of a token that was taken.
    var claims: Token.Value?
  }
}

extension RequestFacts {
  /// Whether the clause holds; `namespace` is that of the policy. On attributes that are missing no value matches, and
  /// so a negated clause holds.
  func satisfy(_ clause: Clause, in namespace: String, _ trustDomains: TrustDomains) -> Bool {
    clause.isNegated != clause.values.contains { matches($0.value, clause.attribute, in: namespace, trustDomains) }
  }

  private func matches(
    _ value: String, _ attribute: RequestAttribute, in namespace: String, _ trustDomains: TrustDomains
  ) -> Bool {
    switch attribute {
    case .principal:
      hasIdentity { identity in
        trustDomains.principals(for: value).contains { IdentityPattern(principal: $0).matches(identity) }
      }
    case .trustDomain:
      hasIdentity { identity in
        trustDomains.trustDomains(for: value).contains { IdentityPattern(trustDomain: $0).matches(identity) }
      }
    case .namespace where isForZtunnel:
      hasIdentity {
        $0.split(separator: "/").dropFirst(3).first.map { TextPattern(value).matches(String($0)) } ?? false
      }
    case .namespace: hasIdentity(IdentityPattern(namespace: value).matches)
    case .serviceAccount:
      hasIdentity(IdentityPattern(serviceAccount: value, policyNamespace: namespace).matches)
    case .sourceIP: sourceIP.map { AddressBlock(value)?.contains($0) ?? false } ?? false
    case .remoteIP: remoteIP.map { AddressBlock(value)?.contains($0) ?? false } ?? false
    case .destinationIP: destinationIP.map { AddressBlock(value)?.contains($0) ?? false } ?? false
    case .port: Int(value) == port
    case .sni: TextPattern(value).matches(sni)
    case .filterMetadata: false
    case .host, .method, .path, .header, .requestPrincipal, .claim: http?.matches(value, attribute) ?? false
    }
  }

  private func hasIdentity(_ isWanted: (String) -> Bool) -> Bool { identity.map(isWanted) ?? false }
}

extension RequestFacts.HTTP {
  fileprivate func matches(_ value: String, _ attribute: RequestAttribute) -> Bool {
    switch attribute {
    case .host:
      guard let host else { return false }
      return value == "*" || TextPattern(value.lowercased()).matches(host.lowercased())
    case .method: return value == "*" || TextPattern(value).matches(method)
    case .path: return PathTemplate(value)?.matches(path) ?? TextPattern(value).matches(path)
    case .header(let name):
      guard let values = headers[name] else { return false }
      return value == "*" || values.contains(where: TextPattern(value).matches)
    case .requestPrincipal: return RequestPrincipalPattern(value).matches(claims)
    case .claim(let path):
      let pattern = TextPattern(value)
      return claims?[path[...]]?.texts.contains(where: pattern.matches) ?? false
    default: return false
    }
  }
}

/// The issuers and subjects that a value of `requestPrincipals` stands for: `ISSUER/SUBJECT`, split at the last slash,
/// since issuers are URLs (`pilot/pkg/security/authz/model/generator.go` requestPrincipalGenerator).
package struct RequestPrincipalPattern: Sendable {
  package let issuer: TextPattern
  package let subject: TextPattern

  package init(_ value: String) {
    let slash = value.lastIndex(of: "/")
    let (before, after) =
      slash.map { (String(value[..<$0]), String(value[value.index(after: $0)...])) } ?? (value, "")
    switch (value, slash) {
    case ("*", _): (issuer, subject) = (.nonEmpty, .nonEmpty)
    case (_, nil) where value.hasPrefix("*"): (issuer, subject) = (.nonEmpty, .suffix(String(value.dropFirst())))
    case (_, nil) where value.hasSuffix("*"): (issuer, subject) = (.prefix(String(value.dropLast())), .nonEmpty)
    case _ where value.hasPrefix("*"):
      (issuer, subject) = (before == "*" ? .nonEmpty : .suffix(String(before.dropFirst())), .exact(after))
    case _ where value.hasSuffix("*"):
      (issuer, subject) = (.exact(before), after == "*" ? .nonEmpty : .prefix(String(after.dropLast())))
    default: (issuer, subject) = (.exact(before), .exact(after))
    }
  }

  func matches(_ claims: Token.Value?) -> Bool {
    guard let issuer = claims?[["iss"]]?.text, let subject = claims?[["sub"]]?.text else { return false }
    return self.issuer.matches(issuer) && self.subject.matches(subject)
  }
}
