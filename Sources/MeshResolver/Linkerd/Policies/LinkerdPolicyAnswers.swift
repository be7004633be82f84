package import Diagnostics
package import MeshModel

/// An AuthorizationPolicy or ServerAuthorization for something that does not exist, so that it counts for nothing.
package struct LinkerdPolicyWithoutTarget: Sendable {
  package enum Reason: Sendable {
    /// There is no Server, or route, of that name. There may be a name like it, and a Server of that name elsewhere.
    case missing(suggestion: String?, elsewhere: LinkerdServer?)
    /// The route is attached to no Server, and none of its parents looks like one.
    case routeWithoutServer(KubernetesRoute)
    /// No Server has the labels.
    case selectsNothing
  }

  package var policy: Metadata
  /// `Server "web"` and the like.
  package var kind: String
  package var name: String
  package var place: SourceSpan
  package var reason: Reason
}

/// A policy that lets nobody in whom something else does not let in anyway.
package struct LinkerdMootPolicy: Sendable {
  package var policy: Metadata
  package var server: LinkerdServer
  /// What lets in all of its clients.
  package var broader: LinkerdAuthorization
}

extension LinkerdMesh {
  /// The policies whose target is not there. What is of a kind that Linkerd takes for no target is not among them, nor
  /// what is for a route whose group or parents are wrong: those are mistakes of their own.
  ///
  /// `written`: Everything that is written. What exists in name, because it is refused, is not missing.
  package func policiesWithoutTarget(among written: Mesh) -> [LinkerdPolicyWithoutTarget] {
    let servers = Set(written.linkerd.servers.map(\.metadata.key))
    let routes = Dictionary(grouping: written.linkerd.httpRoutes + written.kubernetesRoutes) {
      $0.metadata.key.lowercased()
    }
    var search = MissingServerSearch(policies.servers)
    let byReference = policies.authorizationPolicies.compactMap { policy -> LinkerdPolicyWithoutTarget? in
      guard let target = policy.targetRef, let kind = target.kind, let name = target.name else { return nil }
      var found = LinkerdPolicyWithoutTarget(
        policy: policy.metadata, kind: kind.value, name: name.value, place: name.span,
        reason: .missing(suggestion: nil, elsewhere: nil))
      switch policies.targetKind(of: policy) {
      case nil, .namespace: return nil
      case .server:
        guard !servers.contains("\(policy.namespace)/\(name.value)") else { return nil }
        found.reason = search.reason(name.value, in: policy.namespace)
      case .route:
        let candidates = routes["\(policy.namespace)/\(name.value)".lowercased()] ?? []
        let sameKind = candidates.filter { $0.metadata.kind.value.lowercased() == kind.value.lowercased() }
        guard !sameKind.isEmpty else { return found }
        let group = target.group?.value.lowercased()
        guard let route = sameKind.first(where: { $0.metadata.group == group }), !route.meansServer else { return nil }
        found.reason = .routeWithoutServer(route)
      }
      return found
    }
    return byReference + serverAuthorizationsWithoutServer(among: servers, &search)
  }

  /// `written`: The keys of all Servers that are written.
  private func serverAuthorizationsWithoutServer(
    among written: Set<String>, _ search: inout MissingServerSearch
  ) -> [LinkerdPolicyWithoutTarget] {
    policies.serverAuthorizations.enumerated().compactMap { index, authorization in
      guard policies.servers(ofServerAuthorization: index).isEmpty else { return nil }
      if let name = authorization.serverName {
        guard !written.contains("\(authorization.namespace)/\(name.value)") else { return nil }
        return LinkerdPolicyWithoutTarget(
          policy: authorization.metadata, kind: "Server", name: name.value, place: name.span,
          reason: search.reason(name.value, in: authorization.namespace))
      }
      return authorization.serverSelector.map { selector in
        LinkerdPolicyWithoutTarget(
          policy: authorization.metadata, kind: "Server", name: "", place: selector.span, reason: .selectsNothing)
      }
    }
  }

  /// The policies for one Server whose clients its `accessPolicy` lets in without them.
  package func policiesBesideAccessPolicy() -> [LinkerdMootPolicy] {
    policies.servers.indices.flatMap { index -> [LinkerdMootPolicy] in
      guard let broader = policies.accessPolicyAuthorization(of: index) else { return [] }
      return policies.writtenAuthorizations(of: index).filter(broader.covers).compactMap { authorization in
        resource(of: authorization).map {
          LinkerdMootPolicy(policy: $0, server: policies.servers[index], broader: broader)
        }
      }
    }
  }

  /// The policies for a route whose clients are let into every Server of the route whatever the route.
  package func routePoliciesWithoutEffect() -> [(moot: LinkerdMootPolicy, policy: LinkerdAuthorizationPolicy)] {
    let serversByRoute = Dictionary(
      grouping: policies.servers.indices.flatMap { server in policies.routes(of: server).map { (server, $0) } }
    ) { $0.1 }
    return serversByRoute.sorted { $0.key < $1.key }.flatMap { route, pairs in
      policies.policies(ofRoute: route).compactMap { policy in
        guard let own = policies.authorization(ofPolicy: policy) else { return nil }
        let broader = pairs.map { server, _ in policies.authorizations(of: server).first(covering: own) }
        guard let first = broader.first, let first, !broader.contains(where: { $0 == nil }) else { return nil }
        let written = policies.authorizationPolicies[policy]
        let moot = LinkerdMootPolicy(
          policy: written.metadata, server: policies.servers[pairs[0].0], broader: first)
        return (moot, written)
      }
    }
  }

  /// The Servers that some meshed workload or machine has a port for, where nobody is let in and no policy is written
  /// that might be meant for them, or for a route of theirs.
  ///
  /// `written`: Everything that is written. A route that is ignored or refused is reported by itself.
  package func serversThatDenyEverybody(among written: Mesh) -> [LinkerdServer] {
    let meant = MeantServers(policies, among: written)
    return policies.servers.indices.compactMap { index in
      let server = policies.servers[index]
      guard policies.authorizations(of: index).isEmpty,
        policies.serverAuthorizations(of: index).isEmpty, policies.policies(of: index).isEmpty,
        policies.policies(ofNamespace: server.namespace).isEmpty,
        policies.routes(of: index).allSatisfy({ policies.policies(ofRoute: $0).isEmpty }),
        !meant.contain(server)
      else { return nil }
      let isUsed =
        !policies.externalWorkloads(selectedBy: server).isEmpty
        || workloads(selectedBy: server).contains { workload in
          isMeshed(workload) && !policies.ports(of: server, on: workloads[workload]).isEmpty
        }
      return isUsed ? server : nil
    }
  }
}

/// Looks for what may be meant by the names of Servers that do not exist.
private struct MissingServerSearch {
  private let names: [String: [String]]
  private let byName: [String: LinkerdServer]
  private var suggestions = SuggestionBudget()

  init(_ servers: [LinkerdServer]) {
    names = Dictionary(grouping: servers, by: \.namespace).mapValues { $0.map(\.name) }
    byName = Dictionary(servers.map { ($0.name, $0) }) { first, _ in first }
  }

  mutating func reason(_ name: String, in namespace: String) -> LinkerdPolicyWithoutTarget.Reason {
    let near = suggestions.take() ? closest(to: name, of: names[namespace] ?? []) : nil
    return .missing(suggestion: near, elsewhere: byName[name])
  }
}

/// The names in policies and routes that may mean a Server, by namespace.
private struct MeantServers {
  private var exact: [String: Set<String>] = [:]
  /// Names that no Server has.
  private var misspelt: [String: Set<String>] = [:]
  private var budget = SuggestionBudget()

  /// The targets of policies that have no Server, and the parents of routes that are targets. A policy that has its
  /// Server is meant for no other.
  init(_ policies: LinkerdPolicyIndex, among written: Mesh) {
    var routes: Set<String> = []
    for policy in policies.authorizationPolicies {
      guard let name = policy.targetRef?.name?.value else { continue }
      switch policies.targetKind(of: policy) {
      case .server:
        if policies.server(named: name, in: policy.namespace) == nil { add(name, policy.namespace, policies) }
      case .route: routes.insert("\(policy.namespace)/\(name)")
      case .namespace, nil: break
      }
    }
    for route in written.linkerd.httpRoutes + written.kubernetesRoutes where routes.contains(route.metadata.key) {
      for parent in route.parentRefs {
        guard let name = parent.name?.value else { continue }
        for namespace in Set([route.namespace, parent.namespace?.value ?? route.namespace]).sorted() {
          add(name, namespace, policies)
        }
      }
    }
  }

  private mutating func add(_ name: String, _ namespace: String, _ policies: LinkerdPolicyIndex) {
    if policies.server(named: name, in: namespace) != nil {
      exact[namespace, default: []].insert(name)
    } else if budget.take() {
      misspelt[namespace, default: []].insert(name)
    }
  }

  func contain(_ server: LinkerdServer) -> Bool {
    exact[server.namespace]?.contains(server.name) ?? false
      || (misspelt[server.namespace] ?? []).contains { closest(to: $0, of: [server.name]) != nil }
  }
}
