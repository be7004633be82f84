import Diagnostics
import MeshModel
import MeshResolver

/// What one group of clients sends to one port of a service, and what becomes of it: a line of a table, or an edge.
struct ConnectionSummary {
  let mesh: EffectiveMesh
  let group: ClientGroup
  let connection: Connection

  var host: String { mesh.services[connection.service].hostname }

  /// `cart.shop.svc.cluster.local:80`, with the subset behind it.
  var target: String {
    "\(host):\(connection.port.number)" + (connection.subset.map { " (\($0))" } ?? "")
  }

  /// Who the clients are.
  var clients: String {
    let count = "\(group.count) workload\(group.count == 1 ? "" : "s")"
    let others = group.count == mesh.clientCount ? "all" : "others"
    return "\(group.namespace ?? others) (\(count))"
  }

  /// The rule in force and what it asks for.
  var rule: String {
    guard let rule = connection.rule?.rules.first else { return "-" }
    let written = connection.choice.cluster ?? connection.choice.endpoints
    let asked = written.map { " \($0.tls.mode.rawValue)" } ?? ""
    return mesh.destinationRules[rule].metadata.key + asked
  }

  /// What is sent, endpoint by endpoint where that differs.
  var sent: String {
    let sent = Set(connection.endpoints.map { $0.sent?.words ?? "unknown" }).sorted()
    return sent.isEmpty ? connection.transport.words : sent.joined(separator: " or ")
  }

  /// The outcome that matters most among the endpoints.
  var outcome: Drawing.Outcome { .worst(of: connection.endpoints.map(\.outcome)) }

  /// The outcome in words, with the servers that refuse.
  var outcomeText: String {
    mesh.outcomeText(connection.endpoints.map { ($0.outcome, $0.endpoint.target) })
  }
}

extension EffectiveMesh {
  /// Every distinct connection, by host, port and clients. Linear in the services and their groups of clients.
  func connectionSummaries(where isWanted: (MeshService) -> Bool = { _ in true }) -> [ConnectionSummary] {
    let wanted = services.indices.filter { index in
      !services[index].isAlias && registry.named(services[index].hostname).first == index && isWanted(services[index])
    }
    return wanted.sorted { services[$0].hostname < services[$1].hostname }.flatMap { service in
      clientGroups(of: service).flatMap { group in
        connections(to: service, under: group.rule, ports: group.ports).map {
          ConnectionSummary(mesh: self, group: group, connection: $0)
        }
      }.sorted {
        ($0.connection.port.number, $0.clients, $0.target) < ($1.connection.port.number, $1.clients, $1.target)
      }
    }
  }
}

extension Transport {
  /// What is sent, in words.
  var words: String {
    switch self {
    case .plaintext: "plain text"
    case .autoMTLS: "auto mTLS"
    case .istioMutual: "mutual TLS"
    case .mutual: "TLS with own certificate"
    case .simple: "one-way TLS"
    }
  }
}
