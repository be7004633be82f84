package import MeshModel

/// Two or more Servers that select one port.
package struct LinkerdServerClash: Sendable {
  /// The Server that has the port, or may have it where ages are not known.
  package var owner: LinkerdServer
  /// One that counts for nothing there, or may count for nothing.
  package var other: LinkerdServer
  /// Whether the owner is known.
  package var isDecided: Bool
  /// The first workload whose pods both select, and the port.
  package var workload: Metadata
  package var port: Int
  /// On how many ports of how many workloads they meet, the first included.
  package var placeCount: Int
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
  ///
  /// Servers that select the same are looked at as one, and so are ports that the same Servers select.
  package func serversOnOnePort() -> [LinkerdServerClash] {
    var clashes: [LinkerdServerClash] = []
    var positions: [[Int]: Int] = [:]
    for (servers, places) in placesByServers() {
      for other in servers.dropFirst() {
        let pair = [servers[0], other]
        if let position = positions[pair] {
          clashes[position].placeCount += places.count
          continue
        }
        positions[pair] = clashes.count
        clashes.append(
          LinkerdServerClash(
            owner: policies.servers[pair[0]], other: policies.servers[pair[1]],
            isDecided: policies.owners(among: pair).count == 1, workload: places[0].workload, port: places[0].port,
            placeCount: places.count))
      }
    }
    return clashes
  }

  /// The ports that several Servers select, by these Servers, as indexes into ``LinkerdPolicyIndex/servers``; neither
  /// is ever empty.
  private func placesByServers() -> [(servers: [Int], places: [(workload: Metadata, port: Int)])] {
    struct Place: Hashable {
      var workload: ObjectIdentifier
      var port: Int
    }

    let groups = policies.serverGroups.groups
    var order: [(place: Place, workload: Metadata)] = []
    var groupsByPlace: [Place: [Int]] = [:]
    for (index, group) in groups.enumerated() {
      let server = policies.servers[group[0]]
      var targets = workloads(selectedBy: server).map { workload in
        (workloads[workload].metadata, policies.ports(of: server, on: workloads[workload]))
      }
      targets += policies.externalWorkloads(selectedBy: server).map {
        ($0.metadata, $0.ports(named: server.port?.value))
      }
      for (workload, ports) in targets {
        for port in Set(ports).sorted() {
          let place = Place(workload: ObjectIdentifier(workload), port: port)
          if groupsByPlace[place] == nil { order.append((place, workload)) }
          groupsByPlace[place, default: []].append(index)
        }
      }
    }
    var found: [(servers: [Int], places: [(workload: Metadata, port: Int)])] = []
    var positions: [[Int]: Int] = [:]
    for (place, workload) in order {
      let selecting = groupsByPlace[place] ?? []
      guard selecting.count > 1 || selecting.contains(where: { groups[$0].count > 1 }) else { continue }
      if positions[selecting] == nil {
        positions[selecting] = found.count
        found.append((selecting.flatMap { groups[$0] }.sorted(), []))
      }
      if let position = positions[selecting] { found[position].places.append((workload, place.port)) }
    }
    return found
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

  /// Whether somebody wrote a default policy for a workload, or the input says how the control plane is set up;
  /// Linkerd's own default is else only likely.
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
