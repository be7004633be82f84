package import MeshModel

/// The ingress gateway that Istio's installation brings (`pkg/config/analysis/local/defaults.go`): manifests rarely
/// show it.
package struct DefaultIngressGateway: Sendable {
  package let namespace: String
  /// The name of its Service.
  package let name: String
  /// The ports of its Service, each with an equal target port.
  package static let ports = [80, 443, 31400, 15443]

  /// Whether labels select its pods, which carry `istio: ingressgateway`. No labels select every pod.
  package func isSelected(by labels: LocatedMap) -> Bool {
    labels.entries.allSatisfy { $0.key.value == "istio" && $0.value.value == "ingressgateway" }
  }
}

extension EffectiveMesh {
  /// Nil where the input describes the root namespace itself, or where the mesh configuration says that there is none.
  package var defaultIngressGateway: DefaultIngressGateway? {
    guard settings.hasDefaultIngress, !mesh.describes(settings.rootNamespace.value) else { return nil }
    return DefaultIngressGateway(namespace: settings.rootNamespace.value, name: settings.ingressService)
  }
}
