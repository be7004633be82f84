import MeshModel

/// The clients that keep outbound ports from their proxies: no DestinationRule acts on what they send there.
struct OutboundExclusions {
  private let mesh: EffectiveMesh
  /// Clients with a sidecar and such ports, in the order of the input.
  let clients: [Int]

  init(_ mesh: EffectiveMesh) {
    self.mesh = mesh
    clients = mesh.captures.filter {
      mesh.proxies[$0.key].presence == .sidecar && !$0.value.outboundText.isEmpty
    }.keys.sorted()
  }

  /// How many clients of a group keep a port of the service from their proxies.
  ///
  /// Complexity: linear in the number of such clients in the mesh, so ask only about what is refused.
  func count(in group: ClientGroup, of service: Int, port: Int) -> Int {
    clients.count { client in
      let workload = mesh.workloads[client]
      guard mesh.captures[client]?.outboundExclusion(of: port) != nil, mesh.scopesByClient[client] == group.scope,
        group.namespace.map({ $0 == workload.namespace }) ?? true
      else { return false }
      let rule = mesh.rule(for: service, namespace: workload.namespace, labels: workload.podLabels)
      return rule?.rules ?? [] == group.rule?.rules ?? []
    }
  }
}
