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
  /// Whether the client's proxy sends mutual TLS; nil where that depends on what is not known.
  package var sendsMutualTLS: Bool?
  package var outcome: Outcome
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
    guard isMeshed(server) else { return ClientIdentity(reason: "the server has no proxy of Linkerd") }
    if inbound(of: server, port: port).bypass?.place != nil {
      return ClientIdentity(reason: "the server's proxy skips the port")
    }
    let clients = callPorts(of: server, port: port).map { self.client(client, toward: $0) }
    if clients.contains(nil) { return ClientIdentity(reason: "it is not known whether the client has a proxy") }
    if clients.contains(.unmeshed) { return ClientIdentity(reason: "the client has no proxy of Linkerd") }
    if !clients.contains(.meshed) { return ClientIdentity(reason: "the client's proxy skips the port") }
    return ClientIdentity(principal: identity(of: client), reason: "by its proxy")
  }

  /// The ports that clients connect to in order to reach a port of a workload: those of its services, or else the port.
  private func callPorts(of server: Int, port: Int) -> [Int] {
    let ports = registry.services(of: server).flatMap { service in
      registry.services[service].ports.filter { registry.workloadPort($0, of: server) == port }.map(\.number)
    }
    return ports.isEmpty ? [port] : ports
  }

  /// What clients send to a port of a service, and what becomes of it, endpoint by endpoint.
  ///
  /// What is let in is decided by the authorizations afterwards, except that plain text is refused where none takes it.
  ///
  /// A meshed client uses mutual TLS wherever the destination controller gives it an identity for the endpoint: where
  /// the pod has a proxy that takes the port (`controller/api/destination/endpoint_translator.go`).
  package func connection(
    from client: LinkerdConnection.Client, to service: Int, port: MeshService.Port
  ) -> LinkerdConnection {
    let endpoints = registry.endpoints(of: service, port: port).map { endpoint -> LinkerdEndpoint in
      guard case .workload(let workload) = endpoint.target else {
        // An address may belong to a pod that the input does not show.
        let sends = client == .meshed ? nil : false
        return LinkerdEndpoint(endpoint: endpoint, sendsMutualTLS: sends, outcome: .unknown)
      }
      return arrival(from: client, at: endpoint, of: workload)
    }
    return LinkerdConnection(service: service, port: port, client: client, endpoints: endpoints)
  }

  private func arrival(
    from client: LinkerdConnection.Client, at endpoint: Endpoint, of workload: Int
  ) -> LinkerdEndpoint {
    let isMeshed = client == .meshed
    switch proxies[workload].presence {
    case .unknown: return LinkerdEndpoint(endpoint: endpoint, sendsMutualTLS: isMeshed ? nil : false, outcome: .unknown)
    case .none, .ambient: return LinkerdEndpoint(endpoint: endpoint, sendsMutualTLS: false, outcome: .plaintext)
    case .sidecar: break
    }
    let inbound = inbound(of: workload, port: endpoint.port)
    // Of the ports that the installation takes from all proxies the destination controller knows nothing.
    let sendsMutualTLS = isMeshed && inbound.bypass?.place == nil
    let outcome: Outcome =
      if inbound.bypass != nil {
        sendsMutualTLS ? .refused : .plaintext
      } else if sendsMutualTLS {
        .mtls
      } else {
        plaintextOutcome(at: workload, port: endpoint.port)
      }
    return LinkerdEndpoint(endpoint: endpoint, sendsMutualTLS: sendsMutualTLS, outcome: outcome, inbound: inbound)
  }

  /// What becomes of plain text that a proxy takes.
  private func plaintextOutcome(at workload: Int, port: Int) -> Outcome {
    requirement(of: workload, port: port)?.acceptance.outcomeOfPlaintext ?? .plaintext
  }
}
