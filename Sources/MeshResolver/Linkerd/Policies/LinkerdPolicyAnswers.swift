package import Diagnostics
package import MeshModel

/// An AuthorizationPolicy or ServerAuthorization for something that does not exist, so that it counts for nothing.
package struct LinkerdPolicyWithoutTarget: Sendable {
  package enum Reason: Sendable {
    /// There is no Server, or route, of that name. There may be a name like it, and a Server of that name elsewhere.
    case missing(suggestion: String?, elsewhere: LinkerdServer?)
    /// There is a route of that name, of another group.
    case otherGroup(KubernetesRoute)
    /// The route is attached to no Server.
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
  /// The policies whose target is not there. What is of a kind that Linkerd takes for no target is not among them.
  package func policiesWithoutTarget() -> [LinkerdPolicyWithoutTarget] {
    let routes = Dictionary(grouping: mesh.linkerd.httpRoutes + mesh.kubernetesRoutes) { $0.metadata.key.lowercased() }
    let attached = Set(policies.routes.map { ObjectIdentifier($0) })
    var search = MissingServerSearch(policies.servers)
    let byReference = policies.authorizationPolicies.compactMap { policy -> LinkerdPolicyWithoutTarget? in
      guard let target = policy.targetRef, let kind = target.kind, let name = target.name else { return nil }
      var found = LinkerdPolicyWithoutTarget(
        policy: policy.metadata, kind: kind.value, name: name.value, place: name.span,
        reason: .missing(suggestion: nil, elsewhere: nil))
      switch policies.targetKind(of: policy) {
      case nil, .namespace: return nil
      case .server:
        guard policies.server(named: name.value, in: policy.namespace) == nil else { return nil }
        found.reason = search.reason(name.value, in: policy.namespace)
      case .route:
        let candidates = routes["\(policy.namespace)/\(name.value)".lowercased()] ?? []
        let sameKind = candidates.filter { $0.metadata.kind.value.lowercased() == kind.value.lowercased() }
        let group = target.group?.value.lowercased()
        if let route = sameKind.first(where: { $0.metadata.group == group }) {
          guard !attached.contains(ObjectIdentifier(route)) else { return nil }
          found.reason = .routeWithoutServer(route)
        } else if let other = sameKind.first {
          found.reason = .otherGroup(other)
          found.place = target.group?.span ?? name.span
        }
      }
      return found
    }
    return byReference + serverAuthorizationsWithoutServer(&search)
  }

  private func serverAuthorizationsWithoutServer(_ search: inout MissingServerSearch) -> [LinkerdPolicyWithoutTarget] {
    policies.serverAuthorizations.enumerated().compactMap { index, authorization in
      guard policies.servers(ofServerAuthorization: index).isEmpty else { return nil }
      if let name = authorization.serverName {
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
  /// that might be meant for them.
  package func serversThatDenyEverybody() -> [LinkerdServer] {
    var budget = SuggestionBudget()
    // A policy that has its Server is meant for no other.
    let stray = policies.authorizationPolicies.compactMap(\.namedTarget).filter { target in
      policies.server(named: target.name, in: target.namespace) == nil && budget.take()
    }
    let named = Dictionary(grouping: stray) { $0.namespace }.mapValues { $0.map(\.name) }
    return policies.servers.indices.compactMap { index in
      let server = policies.servers[index]
      guard policies.authorizations(of: index).isEmpty, server.droppedAccessPolicy == nil,
        policies.serverAuthorizations(of: index).isEmpty, policies.policies(of: index).isEmpty,
        policies.policies(ofNamespace: server.namespace).isEmpty,
        policies.routes(of: index).allSatisfy({ policies.policies(ofRoute: $0).isEmpty }),
        !(named[server.namespace] ?? []).contains(where: { closest(to: $0, of: [server.name]) != nil })
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

extension LinkerdAuthorizationPolicy {
  fileprivate var namedTarget: (namespace: String, name: String)? {
    (targetRef?.name?.value).map { (namespace, $0) }
  }
}
