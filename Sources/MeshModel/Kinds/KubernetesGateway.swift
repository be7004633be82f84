package import Diagnostics

/// A Gateway of the Kubernetes Gateway API (`gateway.networking.k8s.io`), for which Istio runs a proxy of its own: an
/// ingress gateway, or a waypoint where its class says so.
package final class KubernetesGateway: Resource {
  package struct Listener: Sendable {
    package var name: Located<String>?
    package var port: Located<Int>?
    /// `HTTP`, `HTTPS`, `TLS`, `TCP`, `UDP` or `HBONE`.
    package var protocolName: Located<String>?
    package var span: SourceSpan

    init(_ node: ManifestNode) {
      name = node["name"]?.string
      port = node["port"]?.int
      protocolName = node["protocol"]?.string
      span = node.span
    }
  }

  package let metadata: Metadata
  package let gatewayClassName: Located<String>?
  package let listeners: [Listener]
  /// Whether it says anything about the proxy and the Service that are made for it, or names others.
  package let customizesInfrastructure: Bool

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    gatewayClassName = root["spec"]?["gatewayClassName"]?.string
    customizesInfrastructure = root["spec"]?["infrastructure"] != nil || root["spec"]?["addresses"] != nil
    listeners = root["spec"]?["listeners"]?.compactMapItems(Listener.init) ?? []
  }
}

/// A GatewayClass of the Kubernetes Gateway API: which controller serves the Gateways of that class.
package final class GatewayClass: Resource {
  package let metadata: Metadata
  package let controllerName: Located<String>?

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    controllerName = root["spec"]?["controllerName"]?.string
  }
}
