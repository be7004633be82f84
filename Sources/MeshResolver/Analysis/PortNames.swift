package import Diagnostics
package import MeshModel

/// A port of a Service whose protocol Istio cannot read from what was written.
package struct UnreadablePort: Sendable {
  package var service: Service
  package var port: ServicePort

  /// What misleads: the name `tcp`, or `appProtocol`, which counts before a name; else the port without either.
  package var span: SourceSpan {
    let decisive = isTCPOutside ? port.name : port.appProtocol ?? port.name
    return decisive?.span ?? port.number.span
  }

  /// Whether it is the port `tcp` of an `ExternalName`.
  fileprivate var isTCPOutside: Bool { service.isExternalName && port.name?.value == "tcp" }

  /// `targetPort` as Istio prints it, with the zero of an absent one.
  package var targetText: String { port.targetPort?.value ?? "0" }
}

extension EffectiveMesh {
  /// The ports of Services that do not say their protocol (`analyzers/service/portname.go`): those for which Istio
  /// guesses by the first bytes, and ports of an `ExternalName` with the name `tcp`. Services of Istio itself, and
  /// those that it makes for Gateways, are left out.
  package func unreadablePorts() -> [UnreadablePort] { shared.unreadablePorts(findUnreadablePorts) }

  private func findUnreadablePorts() -> [UnreadablePort] {
    let controllers: Set = ["istio.io-gateway-controller", "istio.io-mesh-controller", "istio.io-eastwest-controller"]
    var found: [UnreadablePort] = []
    for service in mesh.services where !service.metadata.isHiddenFromAnalyzers && !service.metadata.isOfControlPlane {
      if let controller = service.metadata.gatewayController, controllers.contains(controller) { continue }
      found += service.ports.map { UnreadablePort(service: service, port: $0) }
        .filter { PortProtocol($0.port) == .auto || $0.isTCPOutside }
    }
    return found
  }
}
