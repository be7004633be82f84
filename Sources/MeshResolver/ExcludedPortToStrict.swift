package import Diagnostics
package import MeshModel

/// An annotation that keeps ports from the proxies of clients although servers behind them take mutual TLS only.
package struct ExcludedPortToStrict: Sendable {
  /// A server that refuses the plain text.
  package struct Refusal: Sendable {
    package var host: String
    /// That of the Service.
    package var port: Int
    package var server: UnprotectedCall.Server
  }

  package var annotation: String
  package var place: SourceSpan
  /// What carries the annotation: a workload, or its Namespace.
  package var owner: Metadata
  /// As indexes into ``EffectiveMesh/workloads``; more than one for the annotation of a Namespace.
  package var clients: [Int]
  /// Never empty; in the order of hosts, ports and servers.
  package var refusals: [Refusal]

  /// Connections that fail: a client and a port of a host.
  package var connectionCount: Int {
    struct Key: Hashable {
      var host: String
      var port: Int
    }
    return clients.count * Set(refusals.map { Key(host: $0.host, port: $0.port) }).count
  }
}

/// Which ports an annotation keeps from the proxy of a workload.
private struct ExcludedPorts {
  var annotation: String
  var place: SourceSpan
  var contains: @Sendable (Int) -> Bool
}

extension EffectiveMesh {
  /// The annotations that keep ports from clients' proxies although the servers behind them, of the same mesh, take
  /// mutual TLS only. The ports are those that clients connect to, and so a Service's.
  package func excludedPortsToStrict() -> [ExcludedPortToStrict] {
    let excluding = workloads.indices.compactMap { client in excludedPorts(of: client).map { (client, $0) } }
    guard !excluding.isEmpty else { return [] }
    var byPort: [Int: [(service: Int, port: MeshService.Port)]] = [:]
    for (index, service) in services.enumerated() where !service.isAlias {
      for port in service.ports where port.portProtocol != .udp {
        byPort[port.number, default: []].append((index, port))
      }
    }
    let numbers = byPort.keys.sorted()
    var found: [SourceSpan: ExcludedPortToStrict] = [:]
    for (client, excluded) in excluding {
      // What the annotation of a Namespace does to one of its workloads it does to the others.
      if let known = found[excluded.place], known.refusals.contains(where: { $0.server.workload != client }) {
        found[excluded.place]?.clients.append(client)
        continue
      }
      let targets = numbers.filter(excluded.contains).flatMap { byPort[$0] ?? [] }
      let refusals = targets.flatMap { self.refusals(of: $0.service, port: $0.port, from: client) }
      guard !refusals.isEmpty else { continue }
      let own = workloads[client]
      let owner = own.podAnnotations[excluded.annotation] == nil ? mesh.namespaces[own.namespace]?.metadata : nil
      let empty = ExcludedPortToStrict(
        annotation: excluded.annotation, place: excluded.place, owner: owner ?? own.metadata, clients: [],
        refusals: refusals.sorted {
          ($0.host, $0.port, $0.server.workload) < ($1.host, $1.port, $1.server.workload)
        })
      found[excluded.place, default: empty].clients.append(client)
    }
    return found.values.sorted { $0.clients[0] < $1.clients[0] }
  }

  private func excludedPorts(of client: Int) -> ExcludedPorts? {
    guard proxy(of: client).presence == .sidecar else { return nil }
    switch kind(of: client) {
    case .istio:
      guard let capture = captures[client] else { return nil }
      let ports = capture.excludedOutboundPorts
      guard let exclusion = capture.outboundExclusion(of: ports?.first ?? 0) else { return nil }
      return ExcludedPorts(annotation: exclusion.annotation, place: exclusion.place) { ports?.contains($0) ?? true }
    case .linkerd:
      guard let skipped = linkerd?.pod(client).skippedOutbound, let place = skipped.place else { return nil }
      return ExcludedPorts(annotation: "config.linkerd.io/skip-outbound-ports", place: place) {
        skipped.ports.contains($0)
      }
    }
  }

  private func refusals(
    of service: Int, port: MeshService.Port, from client: Int
  ) -> [ExcludedPortToStrict.Refusal] {
    let mesh = kind(of: client)
    guard mesh == .linkerd || services[service].isExported(to: workloads[client].namespace) else { return [] }
    return registry.endpoints(of: service, port: port).compactMap { endpoint in
      // The annotation of a Namespace is for the servers too, which do not call themselves.
      guard case .workload(let workload) = endpoint.target, mesh == .istio || workload != client,
        let requirement = requirement(of: workload, port: endpoint.port), requirement.acceptance == .mutualTLS,
        requirement.mesh == mesh
      else { return nil }
      return ExcludedPortToStrict.Refusal(
        host: services[service].hostname, port: port.number,
        server: UnprotectedCall.Server(
          workload: workload, workloadPort: endpoint.port, port: port, requirement: requirement))
    }
  }
}
