package import MeshModel

extension LinkerdMesh {
  /// The Servers that select pods of which provably none has a proxy to enforce them, and those workloads. Jobs serve
  /// nobody and do not count. Where the reason is an annotation with a mistake, that is what is wrong, and no Server.
  package func unenforcedServers() -> [(server: LinkerdServer, workloads: [Int])] {
    var selected: [Int: [Int]] = [:]
    for (index, workload) in workloads.enumerated() where !workload.isJob {
      for server in policies.servers(selecting: workload) { selected[server, default: []].append(index) }
    }
    return selected.sorted { $0.key < $1.key }.compactMap { server, workloads in
      guard workloads.allSatisfy({ proxies[$0].presence == .none }),
        workloads.contains(where: { injections[$0].request.wish != .invalid })
      else { return nil }
      return (policies.servers[server], workloads)
    }
  }

  /// The workloads of ``unenforcedServers()``: those are reported with the reason, and not the workloads too. Empty
  /// where no injection is of interest.
  package func workloadsOfUnenforcedServers(where isOfInterest: (LinkerdInjection) -> Bool) -> Set<Int> {
    injections.contains(where: isOfInterest) ? Set(unenforcedServers().flatMap(\.workloads)) : []
  }
}
