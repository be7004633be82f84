import MeshModel

/// What a client's proxy is configured to send to a service port.
package enum Transport: String, Sendable {
  case plaintext
  /// The proxy chooses for each endpoint.
  case autoMTLS = "auto-mtls"
  case istioMutual = "ISTIO_MUTUAL"
  case mutual = "MUTUAL"
  case simple = "SIMPLE"
}

/// What becomes of a connection to one endpoint.
package enum Outcome: String, Sendable {
  case mtls, plaintext, refused, unknown
}

/// One endpoint of a connection: what it is sent, and what becomes of that.
package struct EndpointOutcome: Sendable {
  package var endpoint: Endpoint
  /// Never ``Transport/autoMTLS``; nil where it depends on whether the endpoint has a proxy, which is unknown.
  package var sent: Transport?
  package var outcome: Outcome
  /// What the server accepts there; nil for an address that is no workload of the input.
  package var accepts: ServerMode.Decision?
  /// Why the connection goes past the server's proxy; nil where it does not.
  package var bypass: TrafficCapture.Exclusion?
}

/// A connection from any client of one view to a port, and optionally a subset, of a service.
package struct Connection: Sendable {
  /// An index into ``ServiceRegistry/services``.
  package var service: Int
  package var port: MeshService.Port
  package var subset: String?
  /// The rule in force; nil where none is.
  package var rule: ConsolidatedRule?
  package var choice: ClientTLSChoice
  package var transport: Transport
  /// Why the connection goes past the client's proxy; nil where it does not.
  package var exclusion: TrafficCapture.Exclusion?
  package var endpoints: [EndpointOutcome]

  /// Whether some endpoint refuses it.
  var isRefused: Bool { endpoints.contains { $0.outcome == .refused } }
}
