package import MeshModel

/// What AuthorizationPolicies say about the identities of clients, read once for all rules.
package struct NamedIdentities: Sendable {
  /// A value, and the clause that it stands in.
  package struct Value: Sendable {
    /// An index into ``AuthorizationPolicyIndex/policies``.
    package var policy: Int
    /// The field or `when` key.
    package var clause: Located<String>
    package var isNegated: Bool
    package var value: Located<String>
  }

  /// A service account that is named in full.
  package struct Account: Hashable, Sendable {
    package var namespace: String
    package var name: String
  }

  /// Service accounts of the mesh, in the order of the policies.
  package fileprivate(set) var accounts: [(account: Account, trustDomain: String?, use: Value)] = []
  /// Principals that match no client.
  package fileprivate(set) var problems: [(problem: PrincipalProblem, use: Value)] = []
  /// Values of `trustDomains` that no client has.
  package fileprivate(set) var foreignTrustDomains: [Value] = []
}

extension EffectiveMesh {
  /// Linear in the values of all policies.
  package func namedIdentities() -> NamedIdentities {
    var found = NamedIdentities()
    let domains = TrustDomains(settings)
    let prefixes = Set(domains.names + ["cluster.local"]).sorted().map { PrincipalPrefix($0) }
    let gatewayPolicies = policiesForGateways()
    for (policy, resource) in authorizationPolicyIndex.policies.enumerated() {
      let isForGateway = gatewayPolicies.contains(policy)
      for clause in resource.clauses {
        func use(_ value: Located<String>) -> NamedIdentities.Value {
          NamedIdentities.Value(policy: policy, clause: clause.name, isNegated: clause.isNegated, value: value)
        }
        switch clause.attribute {
        case .principal:
          for value in clause.values {
            if let (account, domain) = prefixes.lazy.compactMap({ $0.account(in: value.value) }).first {
              found.accounts.append((account, domain, use(value)))
            } else if let problem = domains.problem(withPrincipal: value.value, isForGateway: isForGateway) {
              found.problems.append((problem, use(value)))
            }
          }
        case .serviceAccount:
          for value in clause.values {
            let account = NamedIdentities.Account(value.value, policyNamespace: resource.namespace)
            found.accounts.append((account, nil, use(value)))
          }
        case .trustDomain where !isForGateway:
          found.foreignTrustDomains += clause.values.filter { domains.isForeign(trustDomainValue: $0.value) }.map(use)
        default: break
        }
      }
    }
    return found
  }
}

extension NamedIdentities.Account {
  /// `account` of the policy's own namespace, or `namespace/account`.
  fileprivate init(_ value: String, policyNamespace: String) {
    let slash = value.utf8.firstIndex(of: UInt8(ascii: "/"))
    namespace = slash.map { String(value[..<$0]) } ?? policyNamespace
    name = slash.map { String(value[value.utf8.index(after: $0)...]) } ?? value
  }
}

/// Reads whole principals of one trust domain. Nearly every value is one, so this copies nothing but the names.
struct PrincipalPrefix {
  private let domain: String
  private let bytes: [UInt8]

  init(_ domain: String) {
    self.domain = domain
    bytes = Array("\(domain)/ns/".utf8)
  }

  /// Nil for a value that is not `DOMAIN/ns/NAMESPACE/sa/ACCOUNT`.
  func account(in value: String) -> (NamedIdentities.Account, String)? {
    let text = value.utf8
    guard text.starts(with: bytes) else { return nil }
    let rest = text.dropFirst(bytes.count)
    guard let slash = rest.firstIndex(of: UInt8(ascii: "/")), slash > rest.startIndex else { return nil }
    let (namespace, tail) = (rest[..<slash], rest[slash...])
    guard tail.starts(with: "/sa/".utf8) else { return nil }
    let name = tail.dropFirst(4)
    guard !name.isEmpty, namespace.allSatisfy(PrincipalForm.isNameByte), name.allSatisfy(PrincipalForm.isNameByte)
    else { return nil }
    return (NamedIdentities.Account(namespace: String(Substring(namespace)), name: String(Substring(name))), domain)
  }
}
