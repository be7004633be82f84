package import Diagnostics

/// A Gateway of the Kubernetes Gateway API (`gateway.networking.k8s.io`), for which Istio runs a proxy of its own: an
/// ingress gateway, or a waypoint where its class says so.
package final class KubernetesGateway: Resource {
  package struct Listener: Sendable {
    package var name: Located<String>?
    package var port: Located<Int>?
    /// Nil stands for every host.
    package var hostname: Located<String>?
    /// `HTTP`, `HTTPS`, `TLS`, `TCP`, `UDP` or `HBONE`.
    package var protocolName: Located<String>?
    /// `Terminate` or `Passthrough`; nil where the listener has no `tls`.
    package var tlsMode: String?
    /// The option `gateway.istio.io/tls-terminate-mode`: how TLS ends, in words of Istio's Gateways.
    package var terminateMode: String?
    /// `allowedRoutes.namespaces`: `Same`, which holds where nothing is written, `All`, or `Selector`.
    package var allowedNamespaces: String
    /// `tls.options`.
    package var options: LocatedMap
    /// The place of `tls`, nil where there is none.
    package var tls: SourceSpan?
    /// `tls.certificateRefs`.
    package var certificateRefs: [ObjectReference]
    /// The labels of namespaces that `Selector` allows.
    package var namespaceLabels: LocatedMap
    package var span: SourceSpan

    /// Whether TLS ends with the certificate of the mesh, so that `certificateRefs` count for nothing.
    package var usesMeshCertificate: Bool { ["ISTIO_SIMPLE", "ISTIO_MUTUAL"].contains(terminateMode ?? "") }

    init(_ node: ManifestNode) {
      name = node["name"]?.string
      port = node["port"]?.int
      hostname = node["hostname"]?.string
      protocolName = node["protocol"]?.string
      tlsMode = node["tls"].map { $0["mode"]?.string?.value ?? "Terminate" }
      tls = node["tls"]?.span
      certificateRefs = node["tls"]?["certificateRefs"]?.compactMapItems(ObjectReference.init) ?? []
      options = node["tls"]?["options"]?.map ?? LocatedMap()
      terminateMode = options["gateway.istio.io/tls-terminate-mode"]?.value
      let namespaces = node["allowedRoutes"]?["namespaces"]
      allowedNamespaces = namespaces?["from"]?.string?.value ?? "Same"
      namespaceLabels = namespaces?["selector"]?["matchLabels"]?.map ?? LocatedMap()
      span = node.span
    }
  }

  package let metadata: Metadata
  package let gatewayClassName: Located<String>?
  package let listeners: [Listener]
  /// The ports whose clients `tls.frontend` wants a certificate from; nil stands for those that it does not name.
  private let validatedPorts: [Int?: Bool]
  /// Whether it says anything about the proxy and the Service that are made for it, or names others.
  package let customizesInfrastructure: Bool
  /// The labels and annotations of the proxy's pods that the Gateway says: `infrastructure`, or else its own.
  package let podLabels: LocatedMap
  package let podAnnotations: LocatedMap

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    gatewayClassName = spec?["gatewayClassName"]?.string
    listeners = spec?["listeners"]?.compactMapItems(Listener.init) ?? []
    let frontend = spec?["tls"]?["frontend"]
    var validatedPorts: [Int?: Bool] = [nil: frontend?["default"]?["validation"] != nil]
    frontend?["perPort"]?.forEachItem { item in
      if let port = item["port"]?.int?.value { validatedPorts[port] = item["tls"]?["validation"] != nil }
    }
    self.validatedPorts = validatedPorts
    let infrastructure = spec?["infrastructure"]
    customizesInfrastructure = infrastructure != nil || spec?["addresses"] != nil
    podLabels = infrastructure?["labels"]?.map ?? metadata.labels
    podAnnotations = infrastructure?["annotations"]?.map ?? metadata.annotations
  }

  /// The `tls.mode` of the server of an Istio Gateway that does as the listener says; nil for one without TLS
  /// (`pilot/pkg/config/kube/gateway/conversion.go` buildTLS).
  package func serverMode(of listener: Listener) -> String? {
    guard let mode = listener.tlsMode else { return nil }
    guard mode == "Terminate" else { return "PASSTHROUGH" }
    let isValidated = validatedPorts[listener.port?.value] ?? validatedPorts[nil] ?? false
    switch listener.terminateMode {
    case "ISTIO_MUTUAL", "MUTUAL", "OPTIONAL_MUTUAL": return listener.terminateMode
    case "ISTIO_SIMPLE": return "SIMPLE"
    default: return isValidated ? "MUTUAL" : "SIMPLE"
    }
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
