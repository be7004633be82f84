package import MeshModel

/// A listener of the Gateway API that is to end TLS and has no certificate.
package struct ListenerWithoutCertificate: Sendable {
  package var gateway: KubernetesGateway
  package var listener: KubernetesGateway.Listener
}

/// Two listeners of one Gateway of which only one can be served.
package struct ListenerCollision: Sendable {
  package enum Cause: Sendable {
    /// Both are for the same port, protocols of one kind and the same host.
    case sameHost
    /// The protocols cannot share the port.
    case protocols
  }

  package var gateway: KubernetesGateway
  package var cause: Cause
  package var first: KubernetesGateway.Listener
  package var second: KubernetesGateway.Listener
}

extension EffectiveMesh {
  /// `HTTPS` and `TLS` listeners of Istio's gateways that end TLS, but say not with what
  /// (`pilot/pkg/config/kube/gateway/conversion.go` buildTLS). Options that are not Istio's may say it.
  package func listenersWithoutCertificate() -> [ListenerWithoutCertificate] {
    mesh.kubernetesGateways.flatMap { gateway -> [ListenerWithoutCertificate] in
      guard isIstioGateway(gateway) else { return [] }
      return gateway.listeners.filter(\.lacksCertificate)
        .map { ListenerWithoutCertificate(gateway: gateway, listener: $0) }
    }
  }

  /// Listeners that collide with an earlier one of the same Gateway, each once.
  package func listenerCollisions() -> [ListenerCollision] {
    mesh.kubernetesGateways.flatMap { gateway -> [ListenerCollision] in
      var table = ListenerTable()
      return gateway.listeners.compactMap { listener in
        table.collision(of: listener).map { cause, first in
          ListenerCollision(gateway: gateway, cause: cause, first: first, second: listener)
        }
      }
    }
  }
}

extension KubernetesGateway.Listener {
  fileprivate var lacksCertificate: Bool {
    guard ["HTTPS", "TLS"].contains(protocolName?.value ?? ""), (tlsMode ?? "Terminate") == "Terminate" else {
      return false
    }
    return certificateRefs.isEmpty && !usesMeshCertificate
      && options.entries.allSatisfy { $0.key.value.hasPrefix("gateway.istio.io/") }
  }
}

/// The listeners of a Gateway so far.
private struct ListenerTable {
  /// Protocols that can share a port, because hosts tell them apart.
  private enum Family { case plain, secure, connection }

  private struct Key: Hashable {
    var port: Int
    var family: Family
    var host: String
  }

  private var byPort: [Int: (family: Family, listener: KubernetesGateway.Listener)] = [:]
  private var byHost: [Key: KubernetesGateway.Listener] = [:]

  /// Adds a listener, and says with which one it collides.
  mutating func collision(
    of listener: KubernetesGateway.Listener
  ) -> (cause: ListenerCollision.Cause, first: KubernetesGateway.Listener)? {
    guard let port = listener.port?.value, let family = Self.family(listener.protocolName?.value ?? "") else {
      return nil
    }
    let host = family == .connection ? "" : listener.hostname?.value.lowercased() ?? ""
    let key = Key(port: port, family: family, host: host)
    if let first = byHost[key] { return (.sameHost, first) }
    byHost[key] = listener
    if let known = byPort[port] { return known.family == family ? nil : (.protocols, known.listener) }
    byPort[port] = (family, listener)
    return nil
  }

  /// Nil for UDP, which shares no port with the others, and for what is not of the Gateway API.
  private static func family(_ name: String) -> Family? {
    switch name {
    case "HTTP": .plain
    case "HTTPS", "TLS": .secure
    case "TCP": .connection
    default: nil
    }
  }
}
