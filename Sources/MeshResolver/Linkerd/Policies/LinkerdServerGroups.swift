import MeshModel

/// The Servers of Linkerd, those together that select the same port of the same pods by the same words.
struct LinkerdServerGroups: Sendable {
  /// Indexes into the Servers, in ascending order and never empty; the group of the first Server comes first.
  let groups: [[Int]]
  private let servers: [LinkerdServer]
  private var byLabel: SelectorIndex

  private struct Selection: Hashable {
    var namespace: String
    var port: LinkerdServer.Port?
    var pods: [[String]]?
    var externalWorkloads: [[String]]?
  }

  init(of servers: [LinkerdServer], _ mesh: Mesh) {
    self.servers = servers
    let bySelection = Dictionary(grouping: servers.indices) { index in
      let server = servers[index]
      return Selection(
        namespace: server.namespace, port: server.port?.value, pods: server.podSelector?.conditions,
        externalWorkloads: server.externalWorkloadSelector?.conditions)
    }
    groups = bySelection.values.sorted { $0[0] < $1[0] }
    byLabel = SelectorIndex(mesh)
    for (index, group) in groups.enumerated() {
      let server = servers[group[0]]
      guard let selector = server.podSelector else { continue }
      byLabel.add(index, namespace: server.namespace, labels: selector.matchLabels)
    }
  }

  /// The groups that select pods with these labels, whatever their port.
  func selecting(namespace: String, labels: LocatedMap) -> [[Int]] {
    byLabel.matches(namespace: namespace, labels: labels).map { groups[$0] }.filter { group in
      servers[group[0]].podSelector?.choosesForLinkerd(labels) ?? false
    }
  }
}
