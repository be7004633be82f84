import MeshModel

/// The clients of Linkerd's services, grouped by what becomes of their connections to a port.
package struct LinkerdClientGroups: Sendable {
  package struct Group: Sendable {
    package var client: LinkerdConnection.Client
    /// As indexes into ``EffectiveMesh/workloads``; never empty.
    package var workloads: [Int]
  }

  /// Workloads with a proxy of Linkerd, by the ports that go past it.
  private var meshed: [PortRanges: [Int]] = [:]
  /// Workloads that certainly have no proxy of any mesh.
  private var unmeshed: [Int] = []

  init(_ mesh: EffectiveMesh, _ linkerd: LinkerdMesh) {
    for workload in mesh.workloads.indices {
      switch mesh.proxy(of: workload).presence {
      case .none: unmeshed.append(workload)
      case .sidecar where mesh.kind(of: workload) == .linkerd:
        meshed[linkerd.pod(workload).skippedOutbound.ports, default: []].append(workload)
      case .sidecar, .ambient, .unknown: break
      }
    }
  }

  /// The groups for a port that clients connect to: first those whose proxies take the connection.
  package func groups(toward port: Int) -> [Group] {
    var groups: [LinkerdConnection.Client: [Int]] = unmeshed.isEmpty ? [:] : [.unmeshed: unmeshed]
    for (skipped, workloads) in meshed {
      groups[skipped.contains(port) ? .skipping : .meshed, default: []] += workloads
    }
    return [.meshed, .skipping, .unmeshed].compactMap { client in
      groups[client].map { Group(client: client, workloads: $0.sorted()) }
    }
  }
}

extension EffectiveMesh {
  /// The clients of Linkerd's services; nil where the input says nothing of Linkerd.
  package func linkerdClientGroups() -> LinkerdClientGroups? { linkerd.map { LinkerdClientGroups(self, $0) } }

  /// What becomes of a connection from clients that Linkerd treats alike: what Linkerd says of its own servers, and at
  /// servers of another mesh what these say of plain text.
  package func linkerdConnection(
    from client: LinkerdConnection.Client, to service: Int, port: MeshService.Port
  ) -> LinkerdConnection? {
    guard var connection = linkerd?.connection(from: client, to: service, port: port) else { return nil }
    for index in connection.endpoints.indices {
      let endpoint = connection.endpoints[index].endpoint
      guard case .workload(let workload) = endpoint.target, kind(of: workload) == .istio else { continue }
      connection.endpoints[index].sendsMutualTLS = false
      connection.endpoints[index].outcome =
        proxies[workload].presence == .none
        ? .plaintext : outcomeWithoutIdentity(at: workload, port: endpoint.port)
    }
    return connection
  }

  /// The services to which clients of Linkerd connect: all but those of ServiceEntries, which only Istio knows.
  package func isKnownToLinkerd(_ service: Int) -> Bool {
    if case .service = services[service].origin { !services[service].isAlias } else { false }
  }
}
