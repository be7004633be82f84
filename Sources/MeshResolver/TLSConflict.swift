package import MeshModel

/// A DestinationRule whose TLS settings make connections fail, with every connection that fails because of it.
package struct TLSConflict: Sendable {
  /// A connection that the server refuses.
  package struct Refusal: Sendable {
    package var host: String
    package var port: Int
    package var subset: String?
    /// The settings that make the client send what the server refuses; nil where auto mTLS chose.
    package var tls: ClientTLS?
    package var sent: Transport
    /// The server, as an index into ``EffectiveMesh/workloads``.
    package var workload: Int
    package var workloadPort: Int
    package var accepts: ServerMode.Decision
    /// Why the connection goes past the server's proxy; nil where it does not.
    package var bypass: TrafficCapture.Exclusion?
    /// How many client workloads are configured this way.
    package var clients: Int
    /// The namespace of the clients; nil for all that have no rules of their own.
    var clientNamespace: String?

    /// The order of report: by place of the settings, then host, port and server.
    static func isBefore(_ lhs: Self, _ rhs: Self) -> Bool {
      if let left = lhs.tls?.span, let right = rhs.tls?.span, left != right { return left < right }
      return (lhs.host, lhs.port, lhs.workload) < (rhs.host, rhs.port, rhs.workload)
    }
  }

  /// An index into ``EffectiveMesh/destinationRules``.
  package var rule: Int
  /// Never empty; by place of the settings, then host, port and server.
  package var refusals: [Refusal]

  package var connectionCount: Int { Self.connectionCount(refusals) }

  /// Connections that fail: a client workload and a port, or subset of it, that it can call.
  static func connectionCount(_ refusals: [Refusal]) -> Int {
    struct Key: Hashable {
      var host: String
      var port: Int
      var subset: String?
      var namespace: String?
    }
    var seen: Set<Key> = []
    return refusals.reduce(0) { sum, refusal in
      let key = Key(
        host: refusal.host, port: refusal.port, subset: refusal.subset, namespace: refusal.clientNamespace)
      return seen.insert(key).inserted ? sum + refusal.clients : sum
    }
  }
}
