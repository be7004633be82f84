import MeshModel

/// What a client shows of itself to a server.
package struct ClientIdentity: Sendable {
  /// `TRUSTDOMAIN/ns/NAMESPACE/sa/ACCOUNT`, or the name in a certificate of Linkerd; nil where it shows nothing that
  /// policies could look at.
  package var principal: String?
  /// Why, in a few words.
  package var reason: String

  package init(principal: String? = nil, reason: String) {
    self.principal = principal
    self.reason = reason
  }
}

extension MeshSettings {
  /// `TRUSTDOMAIN/ns/NAMESPACE/sa/ACCOUNT`: the identity of a service account of the mesh (`pkg/spiffe/spiffe.go`).
  func principal(namespace: String, account: String) -> String {
    "\(trustDomain.value)/ns/\(namespace)/sa/\(account)"
  }
}

extension EffectiveMesh {
  /// What istiod writes into the certificate of a workload's proxy.
  package func principal(of workload: Int) -> String {
    settings.principal(namespace: workloads[workload].namespace, account: workloads[workload].serviceAccountName)
  }

  /// What a workload shows of itself to a port of another one that it reaches through a Service.
  package func identity(of client: Int, toward server: Int, port: Int) -> ClientIdentity {
    if let linkerd, kind(of: server) == .linkerd { return linkerd.identity(of: client, toward: server, port: port) }
    let proxy = proxies[client]
    if kind(of: client) == .linkerd, self.proxy(of: client).presence == .sidecar {
      return ClientIdentity(reason: "the client's proxy is one of Linkerd, which the server does not trust")
    }
    switch proxy.presence {
    case .none: return ClientIdentity(reason: "the client has no proxy")
    case .unknown: return ClientIdentity(reason: "it is not known whether the client has a proxy")
    case .ambient: return ClientIdentity(principal: principal(of: client), reason: "in ambient mode")
    case .sidecar: break
    }
    guard let view = clientViews().first(where: { $0.clients.contains(client) }) else {
      return ClientIdentity(reason: "the client sends plain text")
    }
    let visible = visibleServices(from: view)
    for service in registry.services(of: server) where visible.contains(service) {
      for connection in connections(from: view, to: service) {
        guard
          let end = connection.endpoints.first(where: {
            $0.endpoint.target == .workload(server) && $0.endpoint.port == port
          })
        else { continue }
        let host = "through \(services[service].hostname):\(connection.port.number)"
        guard end.sent == .istioMutual else {
          return ClientIdentity(reason: "\(host) the client sends no mutual TLS of the mesh")
        }
        return ClientIdentity(principal: principal(of: client), reason: host)
      }
    }
    return ClientIdentity(reason: "no Service that the client sees leads there, so it sends plain text")
  }
}
