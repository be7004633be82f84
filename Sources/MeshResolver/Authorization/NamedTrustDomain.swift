import MeshModel

/// A trust domain that AuthorizationPolicies still name although the mesh's own is another one.
package struct NamedTrustDomain: Sendable {
  package enum State: Sendable {
    /// It is an alias: Istio lets the principals match under every trust domain of the mesh.
    case alias
    /// It is not, although other principals name the same account under one of the mesh's trust domains.
    case noAlias(account: NamedIdentities.Account)
  }

  package var trustDomain: String
  package var state: State
  /// The principals that name it, in the order of the policies; never empty.
  package var uses: [NamedIdentities.Value]
}

extension EffectiveMesh {
  /// The trust domains that a mesh seems to move from or to, in alphabetical order.
  package func trustDomainMigrations(_ identities: NamedIdentities) -> [NamedTrustDomain] {
    let aliases = Set(settings.trustDomainAliases.value)
    var named: [String: [NamedIdentities.Value]] = [:]
    var local: Set<NamedIdentities.Account> = []
    for (account, trustDomain, use) in identities.accounts {
      guard let trustDomain else { continue }
      local.insert(account)
      let isOld = trustDomain != settings.trustDomain.value && trustDomain != "cluster.local"
      if isOld, aliases.contains(trustDomain) { named[trustDomain, default: []].append(use) }
    }
    var found = named.map { NamedTrustDomain(trustDomain: $0.key, state: .alias, uses: $0.value) }
    var foreign: [String: NamedTrustDomain] = [:]
    for case (.foreign(let trustDomain), let use) in identities.problems {
      guard let account = PrincipalPrefix(trustDomain).account(in: use.value.value)?.0, local.contains(account) else {
        continue
      }
      let migration = NamedTrustDomain(trustDomain: trustDomain, state: .noAlias(account: account), uses: [])
      foreign[trustDomain, default: migration].uses.append(use)
    }
    found += foreign.values
    return found.sorted { $0.trustDomain < $1.trustDomain }
  }
}
