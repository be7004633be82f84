import Diagnostics
import MeshModel

/// A connection from clients that Linkerd treats alike to a port of a service.
package struct LinkerdConnection: Sendable {
  /// The clients as far as they matter for it.
  package enum Client: Hashable, Sendable {
    /// With a proxy that takes the connection.
    case meshed
    /// With a proxy that the connection goes past, because of `skip-outbound-ports`.
    case skipping
    /// Without a proxy.
    case unmeshed
  }

  /// An index into ``ServiceRegistry/services``.
  package var service: Int
  package var port: MeshService.Port
  package var client: Client
  package var endpoints: [LinkerdEndpoint]
}

/// What becomes of a connection at one endpoint.
package struct LinkerdEndpoint: Sendable {
  package var endpoint: Endpoint
  package var outcome: Outcome
  /// Whether the proxies carry the connection as bytes, without looking at requests.
  package var isOpaque: Bool
  /// What the server accepts; nil where it has no proxy, or is no workload of the input.
  package var inbound: LinkerdInbound?
}

extension LinkerdMesh {
  /// What a client is for connections to a port; nil where it is not known whether it has a proxy.
  package func client(_ workload: Int, toward port: Int) -> LinkerdConnection.Client? {
    switch proxies[workload].presence {
    case .sidecar: pod(workload).skippedOutbound.ports.contains(port) ? .skipping : .meshed
    case .none, .ambient: .unmeshed
    case .unknown: nil
    }
  }

  /// What a workload shows of itself to a port of another one.
  package func identity(of client: Int, toward server: Int, port: Int) -> ClientIdentity {
    switch self.client(client, toward: port) {
    case nil: ClientIdentity(reason: "it is not known whether the client has a proxy")
    case .unmeshed: ClientIdentity(reason: "the client has no proxy of Linkerd")
    case .skipping: ClientIdentity(reason: "the client's proxy skips the port")
    case .meshed: ClientIdentity(principal: identity(of: client), reason: "by its proxy")
    }
  }

  /// What clients send to a port of a service, and what becomes of it, endpoint by endpoint.
  ///
  /// A meshed client uses mutual TLS wherever the destination controller gives it an identity for the endpoint: where
  /// the pod has a proxy that takes the port (`controller/api/destination/endpoint_translator.go`).
  package func connection(
    from client: LinkerdConnection.Client, to service: Int, port: MeshService.Port
  ) -> LinkerdConnection {
    let endpoints = registry.endpoints(of: service, port: port).map { endpoint -> LinkerdEndpoint in
      guard case .workload(let workload) = endpoint.target else {
        return LinkerdEndpoint(endpoint: endpoint, outcome: .unknown, isOpaque: false, inbound: nil)
      }
      return arrival(from: client, at: endpoint, of: workload)
    }
    return LinkerdConnection(service: service, port: port, client: client, endpoints: endpoints)
  }

  private func arrival(
    from client: LinkerdConnection.Client, at endpoint: Endpoint, of workload: Int
  ) -> LinkerdEndpoint {
    switch proxies[workload].presence {
    case .unknown: return LinkerdEndpoint(endpoint: endpoint, outcome: .unknown, isOpaque: false, inbound: nil)
    case .none, .ambient:
      return LinkerdEndpoint(endpoint: endpoint, outcome: .plaintext, isOpaque: false, inbound: nil)
    case .sidecar: break
    }
    let inbound = inbound(of: workload, port: endpoint.port)
    let isOpaque = inbound.proxyProtocol == "opaque"
    let outcome: Outcome =
      if inbound.bypass != nil {
        .plaintext
      } else if client == .meshed {
        .mtls
      } else {
        inbound.admitsPlaintext(policies) ? .plaintext : .refused
      }
    return LinkerdEndpoint(endpoint: endpoint, outcome: outcome, isOpaque: isOpaque, inbound: inbound)
  }
}
