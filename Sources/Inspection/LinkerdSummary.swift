import Diagnostics
import MeshModel
import MeshResolver

/// What clients that Linkerd treats alike send to one port of a service, and what becomes of it.
struct LinkerdSummary {
  let mesh: EffectiveMesh
  let group: LinkerdClientGroups.Group
  let connection: LinkerdConnection

  var host: String { mesh.services[connection.service].hostname }

  var target: String { "\(host):\(connection.port.number)" }

  var clients: String {
    let count = "\(group.workloads.count) workload\(group.workloads.count == 1 ? "" : "s")"
    return "\(group.client.words) (\(count))"
  }

  /// How the server's proxy reads the connection.
  var read: String {
    let words = Set(connection.endpoints.map { $0.inbound?.reading ?? "-" }).sorted()
    return words.isEmpty ? "-" : words.joined(separator: " or ")
  }

  /// The outcome that matters most among the endpoints.
  var outcome: Drawing.Outcome { .worst(of: connection.endpoints.map(\.outcome)) }

  var outcomeText: String {
    mesh.outcomeText(connection.endpoints.map { ($0.outcome, $0.endpoint.target) })
  }
}

extension LinkerdConnection.Client {
  var words: String {
    switch self {
    case .meshed: "meshed"
    case .skipping: "past the proxy"
    case .unmeshed: "without proxy"
    }
  }
}

extension LinkerdInbound {
  /// How the proxy reads connections to the port, in a word or two.
  var reading: String {
    if bypass != nil { return "past the proxy" }
    return proxyProtocol == "unknown" ? "detected" : proxyProtocol
  }
}

extension EffectiveMesh {
  /// Every port of a service that Linkerd's clients may call and that leads to workloads of the input, by each group of
  /// clients. Empty where the input says nothing of Linkerd.
  func linkerdSummaries() -> [LinkerdSummary] {
    guard let clients = linkerdClientGroups() else { return [] }
    let known = services.indices.filter(isKnownToLinkerd).sorted { services[$0].hostname < services[$1].hostname }
    return known.flatMap { service in
      services[service].ports.filter { $0.portProtocol != .udp }.sorted { $0.number < $1.number }.flatMap { port in
        clients.groups(toward: port.number).compactMap { group in
          linkerdConnection(from: group.client, to: service, port: port).map {
            LinkerdSummary(mesh: self, group: group, connection: $0)
          }
        }
      }
    }
  }

  /// An outcome in words, with the servers that refuse.
  func outcomeText(_ outcomes: [(outcome: Outcome, target: Endpoint.Target)]) -> String {
    guard !outcomes.isEmpty else { return "no endpoint" }
    let refusing = outcomes.filter { $0.outcome == .refused }
    switch Drawing.Outcome.worst(of: outcomes.map(\.outcome)) {
    case .refused:
      let names = Set(refusing.map { name(of: $0.target) }).sorted()
      let shown = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " …" : "")
      let whole = refusing.count == outcomes.count ? "" : " in part"
      return "refused\(whole) by \(shown)"
    case .mtls: return "mTLS"
    case .plaintext: return "plain text"
    case .unknown: return "unknown"
    }
  }
}

extension Drawing.Outcome {
  /// The outcome that matters most.
  static func worst(of outcomes: [Outcome]) -> Self {
    if outcomes.contains(.refused) { return .refused }
    if outcomes.contains(.plaintext) { return .plaintext }
    return Set(outcomes) == [.mtls] ? .mtls : .unknown
  }
}
