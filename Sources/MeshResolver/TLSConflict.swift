import Diagnostics
package import MeshModel

/// A DestinationRule whose TLS settings make connections fail, with every connection that fails because of it.
package struct TLSConflict: Sendable {
  /// A connection that the server refuses.
  package struct Refusal: Sendable {
    package var host: String
    package var port: Int
    package var subset: String?
    /// The settings that make the client send what the server refuses.
    package var tls: ClientTLS
    package var sent: Transport
    /// The server, as an index into ``EffectiveMesh/workloads``.
    package var workload: Int
    package var workloadPort: Int
    package var accepts: ServerMode.Decision
    /// How many client workloads are configured this way.
    package var clients: Int
    /// The namespace of the clients; nil for all that have no rules of their own.
    var clientNamespace: String?
  }

  /// An index into ``EffectiveMesh/destinationRules``.
  package var rule: Int
  /// Never empty; by place of the settings, then host, port and server.
  package var refusals: [Refusal]

  /// Connections that fail: a client workload and a port, or subset of it, that it can call.
  package var connectionCount: Int {
    var seen: Set<String> = []
    return refusals.reduce(0) { sum, refusal in
      let key = "\(refusal.host) \(refusal.port) \(refusal.subset ?? "") \(refusal.group)"
      return seen.insert(key).inserted ? sum + refusal.clients : sum
    }
  }
}

extension TLSConflict.Refusal {
  /// Tells the groups of clients apart that one rule decides for.
  fileprivate var group: String { clientNamespace ?? "*" }
}

extension EffectiveMesh {
  /// The DestinationRules that make clients send what a server refuses. Auto mTLS that cannot work is not among them.
  ///
  /// Only rules that set TLS are looked at, once for each service they are in force for.
  package func tlsConflicts() -> [TLSConflict] {
    var refusals: [Int: [TLSConflict.Refusal]] = [:]
    for (index, service) in services.enumerated() where !service.isAlias {
      // Clients inside and outside a namespace often see the same rule.
      var known: (rules: [Int], connections: [Connection])?
      for group in clientGroups(of: index) {
        guard let rule = group.rule, rule.hasTLS else { continue }
        let connections = known?.rules == rule.rules ? known?.connections ?? [] : connections(to: index, under: rule)
        known = (rule.rules, connections)
        for connection in connections { collect(connection, host: service.hostname, group, into: &refusals) }
      }
    }
    return refusals.sorted { $0.key < $1.key }.map { rule, refusals in
      TLSConflict(rule: rule, refusals: refusals.sorted { $0.order < $1.order })
    }
  }

  private func collect(
    _ connection: Connection, host: String, _ group: ClientGroup, into refusals: inout [Int: [TLSConflict.Refusal]]
  ) {
    let decisive = connection.transport == .autoMTLS ? connection.choice.endpoints : connection.choice.cluster
    guard let decisive else { return }
    for end in connection.endpoints where end.outcome == .refused {
      guard case .workload(let workload) = end.endpoint.target, let sent = end.sent, let accepts = end.accepts else {
        continue
      }
      refusals[decisive.rule, default: []].append(
        TLSConflict.Refusal(
          host: host, port: connection.port.number, subset: connection.subset, tls: decisive.tls, sent: sent,
          workload: workload, workloadPort: end.endpoint.port, accepts: accepts, clients: group.count,
          clientNamespace: group.namespace))
    }
  }
}

extension TLSConflict.Refusal {
  fileprivate var order: (SourceSpan, String, Int, Int) { (tls.span, host, port, workload) }
}
