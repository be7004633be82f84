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
  private let settings: LinkerdSettings
  private var serversByLabel: SelectorIndex
  private var serversByKey: [String: Int] = [:]
  private var policiesByTarget: [Target: [Int]] = [:]
  private var authorizationsByServer: [Int: [Int]] = [:]
  private var meshTLSByKey: [String: Int] = [:]
  private var networksByKey: [String: Int] = [:]

  /// What an AuthorizationPolicy is for.
  private struct Target: Hashable {
    enum Kind: Hashable {
      case server, namespace
      /// By group and kind in lower case.
      case route(group: String, kind: String)
    }

    var kind: Kind
    var namespace: String
    /// Empty for a namespace.
    var name: String
  }

  init(_ mesh: Mesh, settings: LinkerdSettings) {
    self.settings = settings
    let manifests = mesh.linkerd
    servers = manifests.servers.sortedByAge()
    serverAuthorizations = manifests.serverAuthorizations
    authorizationPolicies = manifests.authorizationPolicies
    meshTLSAuthentications = manifests.meshTLSAuthentications
    networkAuthentications = manifests.networkAuthentications
    routeIndex = LinkerdRouteIndex(mesh)
    serversByLabel = SelectorIndex(mesh)
    for (index, server) in servers.enumerated() {
      serversByKey[server.metadata.key] = index
      guard let selector = server.podSelector else { continue }
      serversByLabel.add(index, namespace: server.namespace, labels: selector.matchLabels)
    }
    for (index, policy) in authorizationPolicies.enumerated() {
      guard let target = Self.target(of: policy) else { continue }
      policiesByTarget[target, default: []].append(index)
    }
    for (index, found) in meshTLSAuthentications.enumerated() { meshTLSByKey[found.metadata.key] = index }
    for (index, found) in networkAuthentications.enumerated() { networksByKey[found.metadata.key] = index }
    fileServerAuthorizations()
  }

  private mutating func fileServerAuthorizations() {
    let byNamespace = Dictionary(grouping: servers.indices) { servers[$0].namespace }
    for (index, authorization) in serverAuthorizations.enumerated() {
      for server in chosen(by: authorization, among: byNamespace) {
        authorizationsByServer[server, default: []].append(index)
      }
    }
  }

  /// The Servers that a ServerAuthorization names or selects.
  private func chosen(by authorization: ServerAuthorization, among byNamespace: [String: [Int]]) -> [Int] {
    if let name = authorization.serverName {
      return serversByKey["\(authorization.namespace)/\(name.value)"].map { [$0] } ?? []
    }
    guard let selector = authorization.serverSelector else { return [] }
    return (byNamespace[authorization.namespace] ?? []).filter { selector.matches(servers[$0].metadata.labels) }
  }

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
    serversByLabel.matches(namespace: workload.namespace, labels: workload.podLabels).filter { index in
      servers[index].podSelector?.matches(workload.podLabels) ?? false
    }
  }

  /// The Servers that select a port of a workload; the first has it, the others count for nothing there.
  package func servers(of workload: Workload, port: Int) -> [Int] {
    servers(selecting: workload).filter { workload.ports(named: servers[$0].port?.value).contains(port) }
  }

  /// The routes of either group with a parent of Linkerd's.
  package var routes: [KubernetesRoute] { routeIndex.routes }

  /// The routes of a Server, as indexes into ``routes``.
  package func routes(of server: Int) -> [Int] { routeIndex.routes(of: servers[server]) }

  // MARK: Authorizations

  /// Who is let into a Server, whatever the route.
  package func authorizations(of server: Int) -> [LinkerdAuthorization] {
    let namespace = servers[server].namespace
    var found = (authorizationsByServer[server] ?? []).compactMap(authorization(ofServerAuthorization:))
    let targets = [
      Target(kind: .server, namespace: namespace, name: servers[server].name),
      Target(kind: .namespace, namespace: namespace, name: ""),
    ]
    for target in targets { found += (policiesByTarget[target] ?? []).compactMap(authorization(ofPolicy:)) }
    if let written = servers[server].accessPolicy, let policy = LinkerdDefaultPolicy(rawValue: written.value),
      let own = policy.authorization(settings, as: .accessPolicy(policy))
    {
      found.append(own)
    }
    return found
  }

  /// Who is let in by what is written for a route, beside whom its Server lets in.
  package func authorizations(ofRoute route: Int) -> [LinkerdAuthorization] {
    let metadata = routes[route].metadata
    let kind = Target.Kind.route(group: metadata.group, kind: metadata.kind.value.lowercased())
    let target = Target(kind: kind, namespace: metadata.namespaceName, name: metadata.name.value.lowercased())
    return (policiesByTarget[target] ?? []).compactMap(authorization(ofPolicy:))
  }

  /// What a ServerAuthorization grants; nil where it grants nothing (`server_authorization.rs` client_authz).
  package func authorization(ofServerAuthorization index: Int) -> LinkerdAuthorization? {
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
    let networks = written.networks.compactMap(LinkerdAuthorization.Network.init)
    return LinkerdAuthorization(
      clients: clients, networks: written.networks.isEmpty ? nil : networks, source: .serverAuthorization(index))
  }

  /// What an AuthorizationPolicy grants; nil where something that it names is missing, so that it counts for nothing
  /// (`index.rs` policy_client_authz).
  package func authorization(ofPolicy index: Int) -> LinkerdAuthorization? {
    let policy = authorizationPolicies[index]
    var clients = LinkerdAuthorization.Clients.anyone
    var networks: [LinkerdAuthorization.Network]?
    for reference in policy.requiredAuthenticationRefs {
      let namespace = reference.namespace?.value ?? policy.namespace
      let name = reference.name?.value ?? ""
      switch reference.authenticationKind {
      case .meshTLS:
        guard let found = meshTLSAuthentication(named: name, in: namespace) else { return nil }
        clients = .identities(patterns(of: found))
      case .serviceAccount:
        clients = .identities([.exact(settings.identity(namespace: namespace, account: name))])
      case .network:
        guard let found = networkAuthentication(named: name, in: namespace) else { return nil }
        networks = found.networks.compactMap(LinkerdAuthorization.Network.init)
      case nil: return nil
      }
    }
    return LinkerdAuthorization(clients: clients, networks: networks, source: .authorizationPolicy(index))
  }

  /// The identities that a MeshTLSAuthentication takes (`meshtls_authentication.rs`).
  package func patterns(of authentication: MeshTLSAuthentication) -> [LinkerdIdentityPattern] {
    authentication.identities.map { LinkerdIdentityPattern($0.value) }
      + authentication.identityRefs.compactMap { reference in
        if reference.isCore(kind: "namespace") {
          let name = reference.name?.value ?? ""
          return LinkerdIdentityPattern("*." + settings.identitySuffix(namespace: name))
        }
        return account(of: reference, in: authentication.namespace)
      }
  }

  private func account(of reference: ObjectReference, in namespace: String) -> LinkerdIdentityPattern? {
    reference.name.map { name in
      .exact(settings.identity(namespace: reference.namespace?.value ?? namespace, account: name.value))
    }
  }
}

/// What an AuthorizationPolicy may ask for.
package enum LinkerdAuthenticationKind: Sendable {
  case meshTLS, network, serviceAccount
}

extension ObjectReference {
  /// What a reference in `requiredAuthenticationRefs` is to; nil for a kind that Linkerd does not take there. Groups and
  /// kinds are compared without regard to case, and no group means the core group (`targets_kind` of the policy API).
  package var authenticationKind: LinkerdAuthenticationKind? {
    switch (group?.value.lowercased() ?? "", kind?.value.lowercased() ?? "") {
    case ("policy.linkerd.io", "meshtlsauthentication"): .meshTLS
    case ("policy.linkerd.io", "networkauthentication"): .network
    case ("", "serviceaccount"), ("core", "serviceaccount"): .serviceAccount
    default: nil
    }
  }

  /// Whether this is a reference to a kind of the core group, given in lower case.
  package func isCore(kind: String) -> Bool {
    ["", "core"].contains(group?.value.lowercased() ?? "") && self.kind?.value.lowercased() == kind
  }
}

extension Workload {
  /// The container ports that a Server's port means: the number, whether a container declares it or not, or the TCP
  /// ports of that name.
  package func ports(named port: LinkerdServer.Port?) -> [Int] {
    switch port {
    case nil: []
    case .number(let number): [number]
    case .name(let name):
      (pod.containers + pod.initContainers).flatMap(\.ports).filter {
        $0.name?.value == name && $0.transport.uppercased() == "TCP"
      }.map(\.number.value)
    }
  }
}
