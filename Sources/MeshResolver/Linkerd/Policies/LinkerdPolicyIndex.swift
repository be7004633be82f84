package import MeshModel

/// Finds the Servers of ports and the authorizations of Servers and routes, as the policy controller does
/// (`policy-controller/k8s/index/src/inbound/index.rs`). Building is linear in the policies.
package struct LinkerdPolicyIndex: Sendable {
  /// In the order in which they take ports that several of them select: the oldest first, then by name.
  package let servers: [LinkerdServer]
  package let serverAuthorizations: [ServerAuthorization]
  package let authorizationPolicies: [LinkerdAuthorizationPolicy]
  package let routeIndex: LinkerdRouteIndex
  private let meshTLSAuthentications: [MeshTLSAuthentication]
  private let networkAuthentications: [NetworkAuthentication]
  /// What each of the MeshTLSAuthentications takes; see ``findPatterns(of:)``.
  private var patterns: [[LinkerdIdentityPattern]] = []
  /// What each of ``serverAuthorizations`` grants.
  private var grantsOfServerAuthorizations: [LinkerdAuthorization?] = []
  /// What each of ``authorizationPolicies`` grants.
  private var grantsOfPolicies: [LinkerdAuthorization?] = []
  /// Who is let into each of ``servers``, whatever the route.
  private var grantsOfServers: [LinkerdAuthorizations] = []
  /// Who is let in by what is written for each of ``routes``.
  private var grantsOfRoutes: [LinkerdAuthorizations] = []
  private let settings: LinkerdSettings
  let serverGroups: LinkerdServerGroups
  private let podLabels: LinkerdPodLabels
  /// Whether a Server selects by labels that may be the injector's.
  private let selectsInjected: Bool
  private let namespaces: [String: Namespace]
  /// By namespace.
  let externalWorkloads: [String: [ExternalWorkload]]
  private var serversByKey: [String: Int] = [:]
  private let selections: ServerSelections
  private var policiesByTarget: [Target: [Int]] = [:]
  private var meshTLSByKey: [String: Int] = [:]
  private var networksByKey: [String: Int] = [:]

  /// What an AuthorizationPolicy is for.
  private struct Target: Hashable {
    var kind: TargetKind
    var namespace: String
    /// Empty for a namespace.
    var name: String
  }

  /// What kind of object an AuthorizationPolicy is for.
  package enum TargetKind: Hashable, Sendable {
    case server, namespace
    /// By group and kind in lower case.
    case route(group: String, kind: String)
  }

  init(_ mesh: Mesh, settings: LinkerdSettings, podLabels: LinkerdPodLabels) {
    self.settings = settings
    namespaces = mesh.namespaces
    externalWorkloads = Dictionary(grouping: mesh.linkerd.externalWorkloads, by: \.namespace)
    let manifests = mesh.linkerd
    servers = manifests.servers.sortedByAge()
    self.podLabels = podLabels
    selectsInjected = servers.contains { $0.podSelector?.looksAtLabelsOfLinkerd ?? false }
    serverAuthorizations = manifests.serverAuthorizations
    authorizationPolicies = manifests.authorizationPolicies
    meshTLSAuthentications = manifests.meshTLSAuthentications
    networkAuthentications = manifests.networkAuthentications
    routeIndex = LinkerdRouteIndex(mesh)
    selections = ServerSelections(of: serverAuthorizations, among: servers)
    serverGroups = LinkerdServerGroups(of: servers, mesh)
    for (index, server) in servers.enumerated() { serversByKey[server.metadata.key] = index }
    for (index, policy) in authorizationPolicies.enumerated() {
      guard let target = Self.target(of: policy) else { continue }
      policiesByTarget[target, default: []].append(index)
    }
    for (index, found) in meshTLSAuthentications.enumerated() { meshTLSByKey[found.metadata.key] = index }
    for (index, found) in networkAuthentications.enumerated() { networksByKey[found.metadata.key] = index }
    fileGrants()
  }

  private mutating func fileGrants() {
    patterns = meshTLSAuthentications.map(findPatterns)
    grantsOfServerAuthorizations = serverAuthorizations.indices.map(findAuthorization(ofServerAuthorization:))
    grantsOfPolicies = authorizationPolicies.indices.map(findAuthorization(ofPolicy:))
    var ofNamespaces: [String: LinkerdAuthorizations] = [:]
    for namespace in Set(servers.map(\.namespace)) {
      ofNamespaces[namespace] = LinkerdAuthorizations(
        policies(ofNamespace: namespace).compactMap { grantsOfPolicies[$0] })
    }
    let ofSelections = selections.authorizations.map { selected in
      LinkerdAuthorizations(selected.compactMap { grantsOfServerAuthorizations[$0] })
    }
    grantsOfServers = servers.indices.map { server in
      let selections = selections.selections(of: server)
      let selected =
        selections.count == 1
        ? ofSelections[selections[0]]
        : LinkerdAuthorizations(serverAuthorizations(of: server).compactMap { grantsOfServerAuthorizations[$0] })
      let own = LinkerdAuthorizations(policies(of: server).compactMap { grantsOfPolicies[$0] })
      let ofNamespace = ofNamespaces[servers[server].namespace] ?? LinkerdAuthorizations()
      return selected + own + ofNamespace
        + LinkerdAuthorizations(accessPolicyAuthorization(of: server).map { [$0] } ?? [])
    }
    grantsOfRoutes = routes.indices.map { route in
      LinkerdAuthorizations(policies(ofRoute: route).compactMap { grantsOfPolicies[$0] })
    }
  }

  /// The Servers that one of ``serverAuthorizations`` names or selects.
  package func servers(ofServerAuthorization index: Int) -> [Int] { selections.servers(of: index) }

  private static func target(of policy: LinkerdAuthorizationPolicy) -> Target? {
    guard let reference = policy.targetRef, let kind = reference.kind?.value.lowercased() else { return nil }
    let group = reference.group?.value.lowercased() ?? ""
    let name = reference.name?.value ?? ""
    return switch (group, kind) {
    case ("policy.linkerd.io", "server"): Target(kind: .server, namespace: policy.namespace, name: name)
    case ("", "namespace"), ("core", "namespace"): Target(kind: .namespace, namespace: policy.namespace, name: "")
    case ("policy.linkerd.io", "httproute"), ("gateway.networking.k8s.io", "httproute"),
      ("gateway.networking.k8s.io", "grpcroute"):
      Target(kind: .route(group: group, kind: kind), namespace: policy.namespace, name: name.lowercased())
    default: nil
    }
  }

  // MARK: Look-ups

  /// What an AuthorizationPolicy is for; nil for a kind or group that Linkerd takes for no target.
  package func targetKind(of policy: LinkerdAuthorizationPolicy) -> TargetKind? { Self.target(of: policy)?.kind }

  /// The Server of a namespace and name, as an index into ``servers``.
  package func server(named name: String, in namespace: String) -> Int? { serversByKey["\(namespace)/\(name)"] }

  package func meshTLSAuthentication(named name: String, in namespace: String) -> MeshTLSAuthentication? {
    meshTLSByKey["\(namespace)/\(name)"].map { meshTLSAuthentications[$0] }
  }

  package func networkAuthentication(named name: String, in namespace: String) -> NetworkAuthentication? {
    networksByKey["\(namespace)/\(name)"].map { networkAuthentications[$0] }
  }

  /// The Servers that select the pods of a workload, whatever their port, in the order in which they take ports.
  package func servers(selecting workload: Workload) -> [Int] {
    groups(selecting: workload).flatMap(\.self).sorted()
  }

  /// The ports of a workload that Servers select.
  func serverPorts(of workload: Workload) -> Set<Int> {
    Set(groups(selecting: workload).flatMap { ports(of: servers[$0[0]], on: workload) })
  }

  private func groups(selecting workload: Workload) -> [[Int]] {
    serverGroups.selecting(namespace: workload.namespace, labels: labels(of: workload))
  }

  /// The labels by which Servers select the pods of a workload.
  func labels(of workload: Workload) -> LocatedMap {
    selectsInjected ? podLabels.labels(of: workload) : workload.podLabels
  }

  /// The Servers that select a port of a workload, in the order in which they take it; see ``owners(among:)``.
  package func servers(of workload: Workload, port: Int) -> [Int] {
    groups(selecting: workload).filter { ports(of: servers[$0[0]], on: workload).contains(port) }.flatMap(\.self)
      .sorted()
  }

  /// Which of several Servers that select one port may have it: the oldest, or the first by name of those; the others
  /// count for nothing there. The age of what was never in a cluster is not known, so that each of those may be it
  /// (`policy-controller/k8s/index/src/inbound/index.rs` reindex_servers).
  package func owners(among candidates: [Int]) -> [Int] {
    guard candidates.count > 1 else { return candidates }
    let oldest = candidates.first { servers[$0].metadata.creationTimestamp != nil }
    return candidates.filter { $0 == oldest || servers[$0].metadata.creationTimestamp == nil }
  }

  /// The ports of a workload that a Server means; those that the injected proxy declares have names too
  /// (`charts/partials/templates/_proxy.tpl`).
  package func ports(of server: LinkerdServer, on workload: Workload) -> [Int] {
    let declared = workload.ports(named: server.port?.value)
    guard declared.isEmpty, case .name(let name)? = server.port?.value else { return declared }
    switch name {
    case "linkerd-admin": return [proxyPort("admin-port", of: workload) ?? 4191]
    case "linkerd-proxy": return [proxyPort("inbound-port", of: workload) ?? 4143]
    default: return []
    }
  }

  private func proxyPort(_ annotation: String, of workload: Workload) -> Int? {
    let key = "config.linkerd.io/\(annotation)"
    let written = workload.podAnnotations[key] ?? namespaces[workload.namespace]?.metadata.annotations[key]
    return written.flatMap { Int($0.value) }
  }

  /// The routes of either group with a parent of Linkerd's.
  package var routes: [KubernetesRoute] { routeIndex.routes }

  /// The routes of a Server, as indexes into ``routes``.
  package func routes(of server: Int) -> [Int] { routeIndex.routes(of: servers[server]) }

  // MARK: Authorizations

  /// Who is let into a Server, whatever the route.
  package func authorizations(of server: Int) -> LinkerdAuthorizations { grantsOfServers[server] }

  /// Who is let into a Server by what is written for it alone.
  package func writtenAuthorizations(of server: Int) -> [LinkerdAuthorization] {
    serverAuthorizations(of: server).compactMap(authorization(ofServerAuthorization:))
      + policies(of: server).compactMap(authorization(ofPolicy:))
  }

  /// Whom the `accessPolicy` of a Server lets in; nil for nobody.
  package func accessPolicyAuthorization(of server: Int) -> LinkerdAuthorization? {
    let policy = servers[server].accessPolicy.flatMap { LinkerdDefaultPolicy(rawValue: $0.value) }
    return policy.flatMap { $0.authorization(settings, as: .accessPolicy($0)) }
  }

  /// The AuthorizationPolicies for one Server, as indexes into ``authorizationPolicies``, whether they count or not.
  package func policies(of server: Int) -> [Int] {
    let metadata = servers[server].metadata
    return policiesByTarget[Target(kind: .server, namespace: metadata.namespaceName, name: metadata.name.value)] ?? []
  }

  /// The AuthorizationPolicies for every Server of a namespace, whether they count or not.
  package func policies(ofNamespace namespace: String) -> [Int] {
    policiesByTarget[Target(kind: .namespace, namespace: namespace, name: "")] ?? []
  }

  /// The ServerAuthorizations for a Server, as indexes into ``serverAuthorizations``, whether they count or not.
  package func serverAuthorizations(of server: Int) -> [Int] { selections.authorizations(of: server) }

  /// The AuthorizationPolicies for a route, whether they count or not.
  package func policies(ofRoute route: Int) -> [Int] {
    let metadata = routes[route].metadata
    let kind = TargetKind.route(group: metadata.group, kind: metadata.kind.value.lowercased())
    let target = Target(kind: kind, namespace: metadata.namespaceName, name: metadata.name.value.lowercased())
    return policiesByTarget[target] ?? []
  }

  /// Who is let in by what is written for a route, beside whom its Server lets in.
  package func authorizations(ofRoute route: Int) -> LinkerdAuthorizations { grantsOfRoutes[route] }

  /// What a ServerAuthorization grants; nil where it grants nothing (`server_authorization.rs` client_authz).
  package func authorization(ofServerAuthorization index: Int) -> LinkerdAuthorization? {
    grantsOfServerAuthorizations[index]
  }

  private func findAuthorization(ofServerAuthorization index: Int) -> LinkerdAuthorization? {
    let written = serverAuthorizations[index]
    let clients: LinkerdAuthorization.Clients
    if written.unauthenticated?.value == true {
      clients = .anyone
    } else if let tls = written.meshTLS {
      if tls.unauthenticatedTLS?.value == true {
        clients = .anyTLS
      } else {
        let accounts = tls.serviceAccounts.compactMap { account(of: $0, in: written.namespace) }
        let patterns = tls.identities.map { LinkerdIdentityPattern($0.value) } + accounts
        guard !patterns.isEmpty else { return nil }
        clients = .identities(patterns)
      }
    } else {
      return nil
    }
    // No networks mean those of the cluster here, and not every address (`policy-controller/grpc/src/inbound.rs`
    // to_authz).
    let networks =
      written.networks.isEmpty
      ? settings.clusterNetworks.value.map { LinkerdAuthorization.Network($0) }
      : written.networks.compactMap(LinkerdAuthorization.Network.init)
    return LinkerdAuthorization(clients: clients, networks: networks, source: .serverAuthorization(index))
  }

  /// What an AuthorizationPolicy grants; nil where something that it names is missing or names nobody, or where it asks
  /// for two identities or networks at once, so that it counts for nothing (`index.rs` policy_client_authz).
  package func authorization(ofPolicy index: Int) -> LinkerdAuthorization? { grantsOfPolicies[index] }

  private func findAuthorization(ofPolicy index: Int) -> LinkerdAuthorization? {
    let policy = authorizationPolicies[index]
    var identities: [LinkerdIdentityPattern]?
    var networks: [LinkerdAuthorization.Network]?
    for reference in policy.requiredAuthenticationRefs {
      let namespace = reference.namespace?.value ?? policy.namespace
      let name = reference.name?.value ?? ""
      switch reference.authenticationKind {
      case .meshTLS:
        guard identities == nil, let found = meshTLSByKey["\(namespace)/\(name)"], !patterns[found].isEmpty else {
          return nil
        }
        identities = patterns[found]
      case .serviceAccount:
        guard identities == nil else { return nil }
        identities = [.exact(settings.identity(namespace: namespace, account: name))]
      case .network:
        guard networks == nil, let found = networkAuthentication(named: name, in: namespace), !found.networks.isEmpty
        else { return nil }
        networks = found.networks.compactMap(LinkerdAuthorization.Network.init)
      case nil: return nil
      }
    }
    return LinkerdAuthorization(
      clients: identities.map(LinkerdAuthorization.Clients.identities) ?? .anyone, networks: networks,
      source: .authorizationPolicy(index))
  }

  /// The identities that a MeshTLSAuthentication takes; empty where it counts for nothing because one of its references
  /// is to something else than a ServiceAccount or Namespace (`meshtls_authentication.rs`).
  private func findPatterns(of authentication: MeshTLSAuthentication) -> [LinkerdIdentityPattern] {
    let references = authentication.identityRefs.map { reference -> LinkerdIdentityPattern? in
      if reference.targets("ServiceAccount", of: "core") { return account(of: reference, in: authentication.namespace) }
      guard reference.targets("Namespace", of: "core") else { return nil }
      return reference.name.map { LinkerdIdentityPattern("*." + settings.identitySuffix(namespace: $0.value)) }
    }
    guard !references.contains(nil) else { return [] }
    return authentication.identities.map { LinkerdIdentityPattern($0.value) } + references.compactMap(\.self)
  }

  private func account(of reference: ObjectReference, in namespace: String) -> LinkerdIdentityPattern? {
    reference.name.map { name in
      .exact(settings.identity(namespace: reference.namespace?.value ?? namespace, account: name.value))
    }
  }
}
