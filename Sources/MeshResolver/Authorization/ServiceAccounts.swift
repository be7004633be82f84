import Diagnostics
import MeshModel

/// A service account that a policy names although nobody runs as it.
package struct UnknownAccount: Sendable {
  package var account: NamedIdentities.Account
  /// Where one policy names it, in the order of the text; never empty.
  package var uses: [NamedIdentities.Value]
  /// An account of the namespace with nearly that name.
  package var suggestion: String?
}

/// A service account that a policy lets in, and that several applications run as.
package struct SharedAccount: Sendable {
  package var account: NamedIdentities.Account
  /// Where policies let it in, in their order; never empty.
  package var uses: [NamedIdentities.Value]
  /// All that run as it, as indexes into ``EffectiveMesh/workloads``.
  package var workloads: [Int]
}

extension EffectiveMesh {
  /// Whether the input shows what runs in a namespace, so that what it does not show is not there: it is complete, or
  /// holds workloads of the namespace. The root namespace, in which Istio is installed by other means, and namespaces
  /// that a HelmRelease fills do not count.
  package func describesWorkloads(of namespace: String) -> Bool {
    options.isComplete
      || (!mesh.workloads(in: namespace).isEmpty && namespace != settings.rootNamespace.value
        && !mesh.helmReleases.contains { $0.namespace == namespace })
  }

  /// The accounts that policies name in namespaces that the input describes, and that are neither defined there nor used
  /// by anything; one for each policy and account. Accounts of gateways, which are often installed by other means, count
  /// as used.
  package func unknownAccounts(_ identities: NamedIdentities) -> [UnknownAccount] {
    struct Key: Hashable {
      var policy: Int
      var account: NamedIdentities.Account
    }
    guard !identities.accounts.isEmpty else { return [] }
    var known: [String: Set<String>] = [:]
    var order: [Key] = []
    var found: [Key: UnknownAccount] = [:]
    let directory = ServiceAccountDirectory(written)
    var isDescribed: [String: Bool] = [:]
    var suggestions = SuggestionBudget()
    for (account, _, use) in identities.accounts {
      let namespace = account.namespace
      let isJudged = isDescribed[namespace] ?? describesWorkloads(of: namespace)
      isDescribed[namespace] = isJudged
      guard isJudged else { continue }
      let names = known[namespace] ?? directory.accounts(in: namespace)
      known[namespace] = names
      guard !names.contains(account.name), options.isComplete || !account.name.contains("gateway"),
        !account.name.utf8.contains(UInt8(ascii: "$"))
      else { continue }
      let key = Key(policy: use.policy, account: account)
      if found[key] == nil {
        order.append(key)
        let near = suggestions.take() ? closest(to: account.name, of: names.sorted()) : nil
        found[key] = UnknownAccount(account: account, uses: [], suggestion: near)
      }
      found[key]?.uses.append(use)
    }
    return order.compactMap { found[$0] }
  }

  /// The accounts that ALLOW policies let in and that more than one application with a proxy runs as, by name.
  ///
  /// Workloads with a name label in common, or behind one Service, are one application.
  package func sharedAccounts(_ identities: NamedIdentities) -> [SharedAccount] {
    guard !identities.accounts.isEmpty else { return [] }
    var users: [NamedIdentities.Account: [Int]] = [:]
    for (index, workload) in workloads.enumerated() {
      guard [.sidecar, .ambient].contains(proxies[index].presence), !proxies[index].isGateway else { continue }
      let account = NamedIdentities.Account(namespace: workload.namespace, name: workload.serviceAccountName)
      users[account, default: []].append(index)
    }
    users = users.filter { $0.value.count > 1 }
    guard !users.isEmpty else { return [] }
    let policies = authorizationPolicyIndex.policies
    var uses: [NamedIdentities.Account: [NamedIdentities.Value]] = [:]
    for (account, _, use) in identities.accounts where !use.isNegated && users[account] != nil {
      guard policies[use.policy].action == .ALLOW, !policies[use.policy].isDryRun else { continue }
      uses[account, default: []].append(use)
    }
    return uses.compactMap { account, uses in
      guard let users = users[account], hasSeveralApplications(users) else { return nil }
      return SharedAccount(account: account, uses: uses, workloads: users)
    }.sorted { ($0.account.namespace, $0.account.name) < ($1.account.namespace, $1.account.name) }
  }

  private func hasSeveralApplications(_ members: [Int]) -> Bool {
    var groups: [Int: Int] = [:]
    var byMark: [String: Int] = [:]
    func root(_ member: Int) -> Int {
      var current = member
      while let next = groups[current] { current = next }
      return current
    }
    for member in members {
      let marks =
        workloads[member].applicationNames.map { "name \($0)" }
        + registry.services(of: member).map { "service \($0)" }
      for mark in marks {
        let other = root(byMark[mark] ?? member)
        let own = root(member)
        if other != own { groups[own] = other }
        byMark[mark] = other
      }
    }
    return Set(members.map(root)).count > 1
  }
}

extension Workload {
  /// The values of the labels that say what application the pods are part of.
  fileprivate var applicationNames: [String] {
    ["app.kubernetes.io/part-of", "app.kubernetes.io/name", "app.kubernetes.io/instance", "app", "k8s-app"]
      .compactMap { key in podLabels[key].map { "\(key)=\($0.value)" } }
  }
}

/// The service accounts of each namespace that are defined or used.
private struct ServiceAccountDirectory {
  private var names: [String: Set<String>] = [:]

  init(_ mesh: Mesh) {
    for account in mesh.serviceAccounts { names[account.namespace, default: []].insert(account.name) }
    for workload in mesh.workloads { names[workload.namespace, default: []].insert(workload.serviceAccountName) }
    for entry in mesh.workloadEntries {
      if let account = entry.workload.serviceAccount { names[entry.namespace, default: []].insert(account.value) }
    }
    for group in mesh.workloadGroups {
      if let account = group.template?.serviceAccount { names[group.namespace, default: []].insert(account.value) }
    }
    for entry in mesh.serviceEntries {
      for account in entry.endpoints.compactMap(\.serviceAccount) {
        names[entry.namespace, default: []].insert(account.value)
      }
    }
    // Istio makes an account for each gateway: of its name, or of its name and class
    // (`pilot/pkg/config/kube/gateway/deploymentcontroller.go`).
    for gateway in mesh.kubernetesGateways {
      names[gateway.namespace, default: []].insert(gateway.name)
      if let kind = gateway.gatewayClassName {
        names[gateway.namespace, default: []].insert("\(gateway.name)-\(kind.value)")
      }
    }
  }

  func accounts(in namespace: String) -> Set<String> { (names[namespace] ?? []).union(["default"]) }
}
