package import MeshModel

/// Two or more Servers that select one port.
package struct LinkerdServerClash: Sendable {
  /// The Server that has the port, or may have it where ages are not known.
  package var owner: LinkerdServer
  /// One that counts for nothing there, or may count for nothing.
  package var other: LinkerdServer
  /// Whether the owner is known.
  package var isDecided: Bool
  /// The pods that both select, each with the port.
  package var places: [(workload: Metadata, port: Int)]
}

/// A port that a workload declares and no Server selects.
package struct UnselectedPort: Sendable {
  /// An index into ``LinkerdMesh/workloads``.
  package var workload: Int
  package var port: Located<Int>
  package var inbound: LinkerdInbound
}

extension LinkerdMesh {
  /// The workloads whose pods a Server selects, whatever its port.
  package func workloads(selectedBy server: LinkerdServer) -> [Int] {
    guard let selector = server.podSelector else { return [] }
    let candidates =
      selector.looksAtLabelsOfLinkerd
      ? mesh.workloads(in: server.namespace) : mesh.workloads(in: server.namespace, matching: selector.matchLabels)
    return candidates.filter { selector.choosesForLinkerd(policies.labels(of: workloads[$0])) }
  }

  /// The Servers that share a port of the same pods, each pair of Servers once.
  package func serversOnOnePort() -> [LinkerdServerClash] {
    struct Place: Hashable {
      var key: String
      var port: Int
    }

    var order: [Place] = []
    var found: [Place: (workload: Metadata, servers: [Int])] = [:]
    for (index, server) in policies.servers.enumerated() {
      var places = workloads(selectedBy: server).map { workload in
        (workloads[workload].metadata, policies.ports(of: server, on: workloads[workload]))
      }
      places += policies.externalWorkloads(selectedBy: server).map {
        ($0.metadata, $0.ports(named: server.port?.value))
      }
      for (workload, ports) in places {
        for port in Set(ports).sorted() {
          let place = Place(key: workload.kind.value + " " + workload.key, port: port)
          if found[place] == nil { order.append(place) }
          found[place, default: (workload, [])].servers.append(index)
        }
      }
    }
    var pairs: [[Int]] = []
    var places: [[Int]: [(workload: Metadata, port: Int)]] = [:]
    for place in order {
      guard let (workload, servers) = found[place], servers.count > 1 else { continue }
      for other in servers.dropFirst() {
        let pair = [servers[0], other]
        if places[pair] == nil { pairs.append(pair) }
        places[pair, default: []].append((workload, place.port))
      }
    }
    return pairs.map { pair in
      LinkerdServerClash(
        owner: policies.servers[pair[0]], other: policies.servers[pair[1]],
        isDecided: policies.owners(among: pair).count == 1, places: places[pair] ?? [])
    }
  }

  /// The TCP ports that the containers of a meshed workload declare and no Server selects, without those that go past
  /// the proxy.
  package func portsWithoutServer(of workload: Int) -> [UnselectedPort] {
    guard isMeshed(workload), !workloads[workload].isJob else { return [] }
    let containers = workloads[workload].pod.servingContainers.filter { $0.name?.value != "linkerd-proxy" }
    var seen: Set<Int> = []
    return containers.flatMap(\.ports).compactMap { declared in
      guard declared.transport.uppercased() == "TCP", seen.insert(declared.number.value).inserted else { return nil }
      let inbound = inbound(of: workload, port: declared.number.value)
      guard inbound.server == nil, inbound.bypass == nil else { return nil }
      return UnselectedPort(workload: workload, port: declared.number, inbound: inbound)
    }
  }

  /// Whether somebody wrote a default policy for a workload, or the input says how the control plane is set up; Linkerd's
  /// own default is else only likely.
  package func isDefaultPolicyKnown(of inbound: LinkerdInbound) -> Bool {
    inbound.defaultPolicy.origin != nil || settings.areKnown
  }
}

extension LinkerdPolicyIndex {
  package func externalWorkloads(selectedBy server: LinkerdServer) -> [ExternalWorkload] {
    guard let selector = server.externalWorkloadSelector else { return [] }
    return (externalWorkloads[server.namespace] ?? []).filter { selector.choosesForLinkerd($0.metadata.labels) }
  }
}

extension ExternalWorkload {
  /// The port that a Server's port means: the number, or the TCP port of that name, the last where there are several
  /// (`policy-controller/k8s/index/src/inbound/workload.rs` external_tcp_ports_by_name).
  package func ports(named port: LinkerdServer.Port?) -> [Int] {
    switch port {
    case nil: []
    case .number(let number): [number]
    case .name(let name):
      ports.last { $0.name?.value == name && $0.transport.uppercased() == "TCP" }?.number.map { [$0.value] } ?? []
    }
  }
}
