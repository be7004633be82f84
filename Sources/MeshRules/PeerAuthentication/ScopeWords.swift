import Diagnostics
import MeshModel
import MeshResolver

extension PeerAuthenticationInForce {
  /// For whom the policy holds: `the mesh`, `namespace "shop"`, or the workloads by name.
  func scopeWords(in mesh: EffectiveMesh) -> String {
    switch scope {
    case .mesh: "the mesh"
    case .namespace: "namespace \(quoted(policy.namespace))"
    case .workloads:
      workloads.isEmpty
        ? "the workloads that it selects" : list(mesh.names(of: workloads))
    }
  }
}

extension EffectiveMesh {
  /// Kind, namespace and name of each workload, sorted.
  func names(of workloads: [Int]) -> [String] {
    workloads.map { self.workloads[$0].metadata.reference.friendlyName }.sorted()
  }
}
