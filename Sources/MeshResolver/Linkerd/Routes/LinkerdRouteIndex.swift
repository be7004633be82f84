package import MeshModel

/// Finds the routes of Servers, Services and EgressNetworks. Building is linear in the parents of routes.
package struct LinkerdRouteIndex: Sendable {
  /// The routes of either group with a parent of Linkerd's, in the order in which equally good matches take requests:
  /// by age, then name, then group (`policy-controller/grpc/src/inbound/http.rs` to_route_list).
  package let routes: [KubernetesRoute]
  /// Whether proxies can be told of each of the routes at all.
  private let areUsable: [Bool]
  private var attached: [LinkerdParent: [Int]] = [:]
  /// For each parent a route of the kind that keeps others off.
  private var leaders: [LinkerdParent: Int] = [:]

  init(_ mesh: Mesh) {
    // Of the same name, those of the Gateway API come first.
    routes = (mesh.kubernetesRoutes + mesh.linkerd.httpRoutes).filter { route in
      Self.rank(of: route) != nil && route.parentRefs.contains { $0.linkerdParent(of: route) != nil }
    }.sortedByAge()
    areUsable = routes.map { $0.strayServerFields.isEmpty && $0.filtersUnknownToLinkerd.isEmpty }
    for (index, route) in routes.enumerated() {
      for case let parent? in route.parentRefs.map({ $0.linkerdParent(of: route) }) {
        attached[parent, default: []].append(index)
        guard let leader = leaders[parent].flatMap({ Self.rank(of: routes[$0]) }), let own = Self.rank(of: route),
          leader <= own
        else {
          leaders[parent] = index
          continue
        }
      }
    }
  }

  /// The kinds of routes, those first that keep the later ones off a parent
  /// (`policy-controller/k8s/status/src/index.rs` parent_has_conflicting_routes).
  private static func rank(of route: KubernetesRoute) -> Int? {
    ["GRPCRoute", "HTTPRoute", "TLSRoute", "TCPRoute"].firstIndex(of: route.metadata.kind.value)
  }

  /// The route whose kind keeps another route off a parent; nil where none does.
  package func rival(of route: KubernetesRoute, on parent: LinkerdParent) -> KubernetesRoute? {
    guard let leader = leaders[parent].map({ routes[$0] }), let best = Self.rank(of: leader),
      let own = Self.rank(of: route), best < own
    else { return nil }
    return leader
  }

  /// The routes that proxies are told of for a Server, as indexes into ``routes``.
  package func routes(of server: LinkerdServer) -> [Int] {
    let parent = LinkerdParent(.server, server.name, in: server.namespace)
    return (attached[parent] ?? []).filter { index in
      areUsable[index] && rival(of: routes[index], on: parent) == nil
    }
  }
}
