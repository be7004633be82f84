import MeshModel

/// The routes of the Gateway API that are attached to listeners.
struct ListenerRoutes {
  private struct Attachment {
    var route: KubernetesRoute
    var parent: ObjectReference
  }

  private let mesh: EffectiveMesh
  /// By `namespace/name` of the Gateway.
  private var byGateway: [String: [Attachment]] = [:]

  init(_ mesh: EffectiveMesh) {
    self.mesh = mesh
    for route in mesh.mesh.kubernetesRoutes {
      for parent in route.parentRefs where parent.isGateway {
        let key = "\(parent.namespace?.value ?? route.namespace)/\(parent.name?.value ?? "")"
        byGateway[key, default: []].append(Attachment(route: route, parent: parent))
      }
    }
  }

  /// `pilot/pkg/config/kube/gateway/conversion.go` referenceAllowed; HTTPRoutes and GRPCRoutes only.
  func routes(of listener: KubernetesGateway.Listener, of gateway: KubernetesGateway) -> [KubernetesRoute] {
    (byGateway[gateway.metadata.key] ?? []).filter { attachment in
      let (route, parent) = (attachment.route, attachment.parent)
      guard ["HTTPRoute", "GRPCRoute"].contains(route.metadata.kind.value),
        parent.sectionName.map({ $0.value == listener.name?.value }) ?? true,
        parent.port.map({ $0.value == listener.port?.value }) ?? true
      else { return false }
      let host = listener.hostname?.value.lowercased() ?? "*"
      let isNamed =
        route.hostnames.isEmpty || route.hostnames.contains { HostPattern.overlap($0.value.lowercased(), host) }
      return isNamed && takes(listener, routesOf: route.namespace, gateway)
    }.map(\.route)
  }

  private func takes(
    _ listener: KubernetesGateway.Listener, routesOf namespace: String, _ gateway: KubernetesGateway
  ) -> Bool {
    switch listener.allowedNamespaces {
    case "All": true
    case "Selector":
      (mesh.mesh.namespaces[namespace]?.metadata.labels ?? LocatedMap()).satisfies(listener.namespaceLabels)
    default: namespace == gateway.namespace
    }
  }
}

extension ObjectReference {
  /// Whether a parent is a Gateway, which is what nothing written means.
  var isGateway: Bool {
    (kind?.value ?? "Gateway") == "Gateway"
      && (group?.value ?? "gateway.networking.k8s.io") == "gateway.networking.k8s.io"
  }
}
