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
  /// The gateway, whether or not the input shows it; nil where the mesh configuration says that there is none.
  var installedIngressGateway: DefaultIngressGateway? {
    settings.hasDefaultIngress
      ? DefaultIngressGateway(namespace: settings.rootNamespace.value, name: settings.ingressService) : nil
  }

  /// Nil where the input describes the root namespace itself, or where the mesh configuration says that there is none.
  package var defaultIngressGateway: DefaultIngressGateway? {
    mesh.describes(settings.rootNamespace.value) ? nil : installedIngressGateway
  }
}
