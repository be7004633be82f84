package import MeshModel

/// What AuthorizationPolicies say about the identities of clients, read once for all rules.
package struct NamedIdentities: Sendable {
  /// A value, and the clause that it stands in.
  package struct Value: Sendable {
    /// Shared by the values of a clause, of which there may be many: copying this is cheap.
    fileprivate final class Origin: Sendable {
      let policy: Int
      let clause: Clause

      init(policy: Int, clause: Clause) {
        self.policy = policy
        self.clause = clause
      }
    }

    fileprivate let origin: Origin
    package let value: Located<String>

    /// An index into ``AuthorizationPolicyIndex/policies``.
    package var policy: Int { origin.policy }
    /// The field or `when` key.
    package var clause: Located<String> { origin.clause.name }
    package var isNegated: Bool { origin.clause.isNegated }
  }

  /// A service account that is named in full.
  package struct Account: Hashable, Sendable {
    package var namespace: String
    package var name: String

    package init(namespace: String, name: String) {
      self.namespace = namespace
      self.name = name
    }
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
      for clause in resource.clauses where clause.attribute.needsMutualTLS {
        let origin = NamedIdentities.Value.Origin(policy: policy, clause: clause)
        func use(_ value: Located<String>) -> NamedIdentities.Value {
          NamedIdentities.Value(origin: origin, value: value)
        }
        switch clause.attribute {
        case .principal:
          for value in clause.values {
            if let (account, domain) = prefixes.first(account: value.value) {
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

extension [PrincipalPrefix] {
  /// The account that a value names in full with one of these trust domains.
  fileprivate func first(account value: String) -> (NamedIdentities.Account, String)? {
    for prefix in self {
      if let found = prefix.account(in: value) { return found }
    }
    return nil
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
    // One look at the bytes: policies may name tens of thousands.
    let account = value.utf8.withContiguousStorageIfAvailable { text -> NamedIdentities.Account? in
      guard text.count > bytes.count, text.starts(with: bytes) else { return nil }
      let rest = text[bytes.count...]
      guard let slash = rest.firstIndex(of: UInt8(ascii: "/")), slash > rest.startIndex else { return nil }
      let (namespace, name) = (rest[..<slash], rest[slash...].dropFirst(4))
      guard rest[slash...].starts(with: "/sa/".utf8), !name.isEmpty, namespace.allSatisfy(PrincipalForm.isNameByte),
        name.allSatisfy(PrincipalForm.isNameByte)
      else { return nil }
      return NamedIdentities.Account(
        namespace: String(decoding: namespace, as: UTF8.self), name: String(decoding: name, as: UTF8.self))
    }
    return account.flatMap { $0 }.map { ($0, domain) }
  }
}
