package import Diagnostics
package import MeshModel

/// A parent of a route that comes to nothing in Linkerd's mesh.
package struct LinkerdParentProblem: Sendable {
  package enum Reason: Sendable {
    /// Neither Linkerd nor anything else has a kind of that name in that group. With the kind that is meant.
    case foreignKind(LinkerdParent.Kind)
    /// The field makes Linkerd leave the whole route out.
    case strayServer(field: String)
    /// There is none of that name.
    case missing
    /// The Service is headless, or of type ExternalName.
    case noClusterIP(Service)
    /// A route of another kind keeps this one off.
    case conflict(KubernetesRoute)
    /// The proxies of the Server do not read requests with routes of that kind.
    case otherProtocol(LinkerdServer)
  }

  package var route: KubernetesRoute
  package var reference: ObjectReference
  /// What is meant; nil for a kind that Linkerd does not take.
  package var parent: LinkerdParent?
  package var reason: Reason
  package var place: SourceSpan
}

/// A backend of a route that requests never reach.
package struct LinkerdBackendProblem: Sendable {
  package enum Reason: Sendable {
    /// There is no such Service or EgressNetwork.
    case missing
    /// The Service has no such port.
    case unknownPort(Service)
    /// A Service has to be named with a port.
    case noPort
    /// Linkerd sends requests to no such kind.
    case foreignKind
    /// An EgressNetwork takes requests only of routes that are attached to it.
    case foreignEgressNetwork
  }

  package var route: KubernetesRoute
  package var reference: ObjectReference
  package var parent: LinkerdParent
  package var reason: Reason
  package var place: SourceSpan
}

extension LinkerdMesh {
  /// The routes that Linkerd may read.
  private var readableRoutes: [KubernetesRoute] {
    mesh.linkerd.httpRoutes
      + mesh.kubernetesRoutes.filter {
        ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"].contains($0.metadata.kind.value)
      }
  }

  /// What is wrong with the parents of routes. What a namespace lacks is missing whether or not the input describes it.
  ///
  /// `written`: Everything that is written. What exists in name, because it is refused, is not missing.
  package func parentProblems(among written: Mesh) -> [LinkerdParentProblem] {
    let objects = LinkerdParentObjects(written)
    return readableRoutes.flatMap { route -> [LinkerdParentProblem] in
      let stray = route.strayServerFields
      if !stray.isEmpty {
        return stray.map { found in
          LinkerdParentProblem(
            route: route, reference: found.reference, parent: found.reference.linkerdParent(of: route),
            reason: .strayServer(field: found.field), place: found.span)
        }
      }
      return route.parentRefs.compactMap { problem(with: $0, of: route, objects) }
    }
  }

  private func problem(
    with reference: ObjectReference, of route: KubernetesRoute, _ objects: LinkerdParentObjects
  ) -> LinkerdParentProblem? {
    guard let parent = reference.linkerdParent(of: route) else {
      return reference.meantKind(asParentOf: route).map { kind in
        LinkerdParentProblem(
          route: route, reference: reference, reason: .foreignKind(kind),
          place: (reference.group ?? reference.kind)?.span ?? reference.span)
      }
    }
    let reason: LinkerdParentProblem.Reason? =
      switch objects[parent] {
      case .none: .missing
      case .service(let service)? where service.isHeadless || service.isExternalName: .noClusterIP(service)
      case .server(let server)? where policies.routeIndex.rival(of: route, on: parent) == nil:
        server.reads(route) ? nil : .otherProtocol(server)
      default: policies.routeIndex.rival(of: route, on: parent).map { .conflict($0) }
      }
    return reason.map { reason in
      LinkerdParentProblem(
        route: route, reference: reference, parent: parent, reason: reason,
        place: reference.name?.span ?? reference.span)
    }
  }

  /// What is wrong with the backends of routes for Services and EgressNetworks, among everything that is written.
  package func backendProblems(among written: Mesh) -> [LinkerdBackendProblem] {
    let objects = LinkerdParentObjects(written)
    return readableRoutes.flatMap { route -> [LinkerdBackendProblem] in
      let parents = route.parentRefs.compactMap { $0.linkerdParent(of: route) }.filter { $0.kind != .server }
      guard let parent = parents.first else { return [] }
      return route.rules.flatMap(\.backendRefs).compactMap { reference in
        guard let (reason, place) = reference.problem(asBackendOf: route, parents, objects) else { return nil }
        return LinkerdBackendProblem(route: route, reference: reference, parent: parent, reason: reason, place: place)
      }
    }
  }
}

/// The objects that routes can be attached to, by kind, namespace and name.
private struct LinkerdParentObjects {
  enum Object {
    case server(LinkerdServer)
    case service(Service)
    case egressNetwork
  }

  private var objects: [LinkerdParent: Object] = [:]

  init(_ mesh: Mesh) {
    for server in mesh.linkerd.servers {
      objects[LinkerdParent(.server, server.name, in: server.namespace)] = .server(server)
    }
    for service in mesh.services {
      objects[LinkerdParent(.service, service.name, in: service.namespace)] = .service(service)
    }
    for network in mesh.linkerd.egressNetworks {
      objects[LinkerdParent(.egressNetwork, network.name, in: network.namespace)] = .egressNetwork
    }
  }

  subscript(_ parent: LinkerdParent) -> Object? {
    var parent = parent
    parent.port = nil
    return objects[parent]
  }
}

extension LinkerdServer {
  /// Whether proxies use a route for the Server, by its kind (`policy-controller/grpc/src/inbound.rs` to_server). Where
  /// the protocol is none that Linkerd knows, the Server is refused, and its routes are not to blame.
  fileprivate func reads(_ route: KubernetesRoute) -> Bool {
    switch proxyProtocol?.value ?? "unknown" {
    case "unknown", "HTTP/1", "HTTP/2": route.metadata.kind.value == "HTTPRoute"
    case "gRPC": route.metadata.kind.value == "GRPCRoute"
    case "opaque", "TLS": false
    default: true
    }
  }
}

extension KubernetesRoute {
  /// Whether one of the parents is a Server, or is meant for one.
  var meansServer: Bool {
    parentRefs.contains { reference in
      (reference.linkerdParent(of: self)?.kind ?? reference.meantKind(asParentOf: self)) == .server
    }
  }
}

extension ObjectReference {
  /// The kind of parent that is meant by one that nothing takes; nil where a parent may be somebody else's.
  fileprivate func meantKind(asParentOf route: KubernetesRoute) -> LinkerdParent.Kind? {
    let (group, kind) = groupAndKind(asParentOf: route)
    let meant = LinkerdParent.Kind.allCases.first { $0.rawValue.lowercased() == kind }
    // Linkerd alone reads its own routes, and has no Gateways.
    if route.metadata.group == "policy.linkerd.io" || group == "policy.linkerd.io" { return meant ?? .server }
    return ["", "gateway.networking.k8s.io"].contains(group) ? meant : nil
  }

  fileprivate func problem(
    asBackendOf route: KubernetesRoute, _ parents: [LinkerdParent], _ objects: LinkerdParentObjects
  ) -> (LinkerdBackendProblem.Reason, SourceSpan)? {
    let group = group?.value.lowercased() ?? ""
    let kind = LinkerdParent.Kind.allCases.first {
      $0.group == (group == "core" ? "" : group)
        && $0.rawValue.lowercased() == (self.kind?.value ?? "Service").lowercased()
    }
    guard let name, let kind, kind != .server else { return (.foreignKind, (self.kind ?? self.group)?.span ?? span) }
    let own = LinkerdParent(kind, name.value, in: namespace?.value ?? route.namespace)
    guard let object = objects[own] else { return (.missing, name.span) }
    switch object {
    case .service(let service):
      // Where a route of the Gateway API lacks the port, its schema says so.
      guard let port else { return route.metadata.group == "policy.linkerd.io" ? (.noPort, span) : nil }
      return service.ports.contains { $0.number.value == port.value } ? nil : (.unknownPort(service), port.span)
    case .egressNetwork:
      let isOwn = parents.contains { $0.kind == .egressNetwork && $0.namespace == own.namespace && $0.name == own.name }
      return isOwn ? nil : (.foreignEgressNetwork, name.span)
    case .server: return nil
    }
  }
}

// MARK: Authorizations of routes

extension LinkerdMesh {
  /// The AuthorizationPolicies whose target has the name of an HTTPRoute, but not its group, among everything that is
  /// written.
  package func routesOfOtherGroup(among written: Mesh) -> [(
    policy: LinkerdAuthorizationPolicy, target: ObjectReference, route: KubernetesRoute
  )] {
    let own = Dictionary(written.linkerd.httpRoutes.map { ($0.metadata.routeKey, $0) }) { first, _ in first }
    let others = written.kubernetesRoutes.filter { $0.metadata.kind.value == "HTTPRoute" }
    let foreign = Dictionary(others.map { ($0.metadata.routeKey, $0) }) { first, _ in first }
    return policies.authorizationPolicies.compactMap { policy in
      guard let target = policy.targetRef, let name = target.name, target.kind?.value.lowercased() == "httproute" else {
        return nil
      }
      let key = "\(policy.namespace)/\(name.value.lowercased())"
      switch target.group?.value.lowercased() {
      case "policy.linkerd.io" where own[key] == nil: return foreign[key].map { (policy, target, $0) }
      case "gateway.networking.k8s.io" where foreign[key] == nil: return own[key].map { (policy, target, $0) }
      default: return nil
      }
    }
  }
}

extension Metadata {
  fileprivate var routeKey: String { "\(namespaceName)/\(name.value.lowercased())" }
}
