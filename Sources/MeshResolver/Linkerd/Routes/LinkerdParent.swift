package import Diagnostics
package import MeshModel

/// What a route is attached to, as the policy controller reads a `parentRef`
/// (`policy-controller/k8s/status/src/routes`).
package struct LinkerdParent: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    case server = "Server"
    case service = "Service"
    case egressNetwork = "EgressNetwork"

    /// `core` and the empty text are the same group.
    var group: String { self == .service ? "" : "policy.linkerd.io" }
  }

  package var kind: Kind
  package var namespace: String
  package var name: String
  /// Of a Service or EgressNetwork; nil for all of its ports, and for a Server.
  package var port: Int?

  package init(_ kind: Kind, _ name: String, in namespace: String, port: Int? = nil) {
    self.kind = kind
    self.namespace = namespace
    self.name = name
    self.port = port
  }
}

extension ObjectReference {
  /// The parent of a route that this names; nil for one that Linkerd has nothing to do with. Groups and kinds are
  /// compared without regard to case (`policy-controller/k8s/api/src/policy.rs` targets_kind).
  package func linkerdParent(of route: KubernetesRoute) -> LinkerdParent? {
    guard let name, !name.value.isEmpty else { return nil }
    let (group, kind) = groupAndKind(asParentOf: route)
    guard let kind = LinkerdParent.Kind.allCases.first(where: { $0.group == group && $0.rawValue.lowercased() == kind })
    else { return nil }
    return LinkerdParent(
      kind, name.value, in: namespace?.value ?? route.namespace, port: kind == .server ? nil : port?.value)
  }

  /// Group and kind in lower case, with the defaults that the API server writes: the group of the route, and `Gateway`.
  package func groupAndKind(asParentOf route: KubernetesRoute) -> (group: String, kind: String) {
    let group = (group?.value ?? route.metadata.group).lowercased()
    return (group == "core" ? "" : group, (kind?.value ?? "Gateway").lowercased())
  }
}

extension KubernetesRoute {
  /// The fields that make Linkerd leave the whole route out, whatever its other parents: a Server of another namespace,
  /// or a part of one (`policy-controller/k8s/index/src/inbound/routes.rs` InvalidParentRef).
  package var strayServerFields: [(reference: ObjectReference, field: String, span: SourceSpan)] {
    guard ["HTTPRoute", "GRPCRoute"].contains(metadata.kind.value) else { return [] }
    return parentRefs.compactMap { reference in
      guard reference.linkerdParent(of: self)?.kind == .server else { return nil }
      if let other = reference.namespace, other.value != namespace { return (reference, "namespace", other.span) }
      if let port = reference.port { return (reference, "port", port.span) }
      return reference.sectionName.map { (reference, "sectionName", $0.span) }
    }
  }

  /// The filters that make Linkerd leave the whole route out
  /// (`policy-controller/k8s/index/src/inbound/index/http.rs` try_gateway_filter, `grpc.rs` try_grpc_filter).
  package var filtersUnknownToLinkerd: [Located<String>] {
    guard metadata.group == "gateway.networking.k8s.io" else { return [] }
    let known: Set<String>
    switch metadata.kind.value {
    case "HTTPRoute": known = ["RequestHeaderModifier", "ResponseHeaderModifier", "RequestRedirect"]
    case "GRPCRoute": known = ["RequestHeaderModifier", "ResponseHeaderModifier"]
    default: return []
    }
    return rules.flatMap(\.filters).filter { !known.contains($0.value) }
  }

  /// The matches of a GRPCRoute without a method. Proxies refuse the whole policy that holds one
  /// (`linkerd/http/route/src/grpc/match.rs` of linkerd2-proxy, MissingRpc).
  package var matchesWithoutMethod: [RouteRule.Match] {
    guard metadata.kind.value == "GRPCRoute" else { return [] }
    return rules.flatMap(\.matches).filter { $0.grpcMethod == nil }
  }
}
