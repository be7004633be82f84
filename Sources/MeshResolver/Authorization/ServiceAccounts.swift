import Diagnostics
import MeshModel

/// A service account that a policy names although nobody runs as it.
package struct UnknownAccount: Sendable {
  package var account: NamedIdentities.Account
  /// Where one policy names it, in the order of the text; never empty.
  package var uses: [AccountUse]
  /// An account of the namespace with nearly that name.
  package var suggestion: String?
}

/// A service account that a policy lets in, and that several applications run as.
package struct SharedAccount: Sendable {
  package var account: NamedIdentities.Account
  /// Where policies let it in, in their order; never empty.
  package var uses: [AccountUse]
  /// All that run as it, as indexes into ``EffectiveMesh/workloads``.
  package var workloads: [Int]
}

extension EffectiveMesh {
  /// Whether the input shows what runs in a namespace, so that what it does not show is not there: it is complete, or
  /// holds workloads of the namespace. The root namespace and that of Linkerd's control plane, in which the meshes are
  /// installed by other means, and namespaces that a HelmRelease fills do not count.
  package func describesWorkloads(of namespace: String) -> Bool {
    options.isComplete
      || (!mesh.workloads(in: namespace).isEmpty && namespace != settings.rootNamespace.value
        && namespace != linkerd?.settings.controlPlaneNamespace
        && !mesh.helmReleases.contains { $0.namespace == namespace })
  }

  /// The accounts that policies of either mesh name in namespaces that the input describes, and that are neither
  /// defined there nor used by anything; one for each policy and account. Accounts of gateways, which are often
  /// installed by other means, count as used.
  package func unknownAccounts(_ identities: NamedIdentities) -> [UnknownAccount] {
    let uses = linkerd?.clients().accounts ?? []
    guard !identities.accounts.isEmpty || !uses.isEmpty else { return [] }
    var search = UnknownAccountSearch(self)
    for (account, _, use) in identities.accounts where search.isUnknown(account) {
      search.add(self.use(use, of: account))
    }
    for use in uses where search.isUnknown(use.account) { search.add(use) }
    return search.found
  }

  /// The accounts that policies of either mesh let in and that more than one application with a proxy runs as, by name.
  ///
  /// Workloads with a name label in common, or behind one Service, are one application.
  package func sharedAccounts(_ identities: NamedIdentities) -> [SharedAccount] {
    (sharedAccountsOfIstio(identities) + sharedAccountsOfLinkerd()).sorted {
      ($0.account.namespace, $0.account.name) < ($1.account.namespace, $1.account.name)
    }
  }

  private func sharedAccountsOfIstio(_ identities: NamedIdentities) -> [SharedAccount] {
    guard !identities.accounts.isEmpty else { return [] }
    let users = accountsOfSeveral {
      [.sidecar, .ambient].contains(proxies[$0].presence) && !proxies[$0].isGateway
    }
    guard !users.isEmpty else { return [] }
    let policies = authorizationPolicyIndex.policies
    return sharedAccounts(
      among: users,
      identities.accounts.compactMap { account, _, use in
        users[account] == nil || policies[use.policy].isDryRun ? nil : self.use(use, of: account)
      })
  }

  private func sharedAccountsOfLinkerd() -> [SharedAccount] {
    guard let linkerd else { return [] }
    return sharedAccounts(among: accountsOfSeveral(linkerd.isMeshed), linkerd.clients().accounts)
  }

  /// The workloads of each account that more than one of those chosen runs as.
  private func accountsOfSeveral(_ isChosen: (Int) -> Bool) -> [NamedIdentities.Account: [Int]] {
    var users: [NamedIdentities.Account: [Int]] = [:]
    for (index, workload) in workloads.enumerated() where isChosen(index) {
      let account = NamedIdentities.Account(namespace: workload.namespace, name: workload.serviceAccountName)
      users[account, default: []].append(index)
    }
    return users.filter { $0.value.count > 1 }
  }

  private func sharedAccounts(
    among users: [NamedIdentities.Account: [Int]], _ uses: [AccountUse]
  ) -> [SharedAccount] {
    let admitted = Dictionary(grouping: uses.filter { $0.effect == .letIn && users[$0.account] != nil }, by: \.account)
    return admitted.compactMap { account, uses in
      guard let users = users[account], hasSeveralApplications(users) else { return nil }
      return SharedAccount(account: account, uses: uses, workloads: users)
    }
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

/// Looks for accounts that do not exist, namespace by namespace.
private struct UnknownAccountSearch {
  private struct Key: Hashable {
    var policy: ObjectIdentifier
    var account: NamedIdentities.Account
  }

  private let mesh: EffectiveMesh
  private let directory: ServiceAccountDirectory
  /// The accounts of each namespace that was asked for; nil for one that the input does not describe.
  private var known: [String: Set<String>?] = [:]
  private var positions: [Key: Int] = [:]
  private var suggestions = SuggestionBudget()
  private(set) var found: [UnknownAccount] = []

  init(_ mesh: EffectiveMesh) {
    self.mesh = mesh
    directory = ServiceAccountDirectory(mesh.written)
  }

  mutating func isUnknown(_ account: NamedIdentities.Account) -> Bool {
    guard let names = names(in: account.namespace) else { return false }
    return !names.contains(account.name) && (mesh.options.isComplete || !account.name.contains("gateway"))
      && !account.name.utf8.contains(UInt8(ascii: "$"))
  }

  private mutating func names(in namespace: String) -> Set<String>? {
    if let names = known[namespace] { return names }
    let names = mesh.describesWorkloads(of: namespace) ? directory.accounts(in: namespace) : nil
    known[namespace] = .some(names)
    return names
  }

  mutating func add(_ use: AccountUse) {
    let key = Key(policy: ObjectIdentifier(use.policy), account: use.account)
    if let position = positions[key] {
      found[position].uses.append(use)
      return
    }
    let names = names(in: use.account.namespace) ?? []
    let near = suggestions.take() ? closest(to: use.account.name, of: names.sorted()) : nil
    positions[key] = found.count
    found.append(UnknownAccount(account: use.account, uses: [use], suggestion: near))
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
