import MeshModel

extension EffectiveMesh {
  /// Whether the proxy of a Gateway of the Gateway API is a waypoint, as its class says.
  func isWaypoint(_ gateway: String, in namespace: String, _ labels: LocatedMap) -> Bool {
    if let managed = labels["gateway.istio.io/managed"] { return managed.value == "istio.io-mesh-controller" }
    let resource = mesh.kubernetesGateways.first { $0.name == gateway && $0.namespace == namespace }
    return resource.map(isWaypoint) ?? false
  }

  func isWaypoint(_ gateway: KubernetesGateway) -> Bool {
    guard let name = gateway.gatewayClassName?.value else { return false }
    let controller = mesh.gatewayClasses.first { $0.name == name }?.controllerName?.value
    return controller.map { $0 == "istio.io/mesh-controller" } ?? (name == "istio-waypoint")
  }

  func ambientVerdict(on request: Request) -> Verdict { Verdict(.unknown, "ambient") }
}
