import MeshModel

/// Workloads with a proxy whose egress NetworkPolicies surely close to DNS.
package struct BlockedDNS: Sendable {
  /// The policies that isolate the pods, as indexes into ``NetworkPolicyIndex/policies``; never empty.
  package var policies: [Int]
  /// As indexes into ``EffectiveMesh/workloads``.
  package var workloads: [Int]
}

extension EffectiveMesh {
  /// The workloads of either mesh that no rule lets reach port 53 of anything, one answer for each namespace.
  package func blockedDNS() -> [BlockedDNS] {
    let index = networkPolicies
    guard !index.policies.isEmpty, index.overriding.isEmpty else { return [] }
    let mayReach = index.policies.map { policy in
      (policy.egress?.value ?? []).contains { rule in rule.ports?.contains { $0.mayBeDNS } ?? true }
    }
    var blocked: [String: BlockedDNS] = [:]
    for workload in workloads.indices where [.sidecar, .ambient].contains(proxy(of: workload).presence) {
      guard let pod = index.parties[workload].pod else { continue }
      let isolation = index.isolation(of: pod, .egress)
      let policies = isolation.policies
      guard !isolation.mayHaveOthers, !policies.isEmpty, !policies.contains(where: { mayReach[$0] }) else { continue }
      var entry = blocked[workloads[workload].namespace] ?? BlockedDNS(policies: [], workloads: [])
      if entry.policies != policies { entry.policies = Set(entry.policies + policies).sorted() }
      entry.workloads.append(workload)
      blocked[workloads[workload].namespace] = entry
    }
    return blocked.sorted { $0.key < $1.key }.map(\.value)
  }
}

extension NetworkPolicy.Port {
  /// Whether port 53 may be among these. What a name stands for is up to the pods that are called.
  fileprivate var mayBeDNS: Bool {
    guard transport?.value != "SCTP" else { return false }
    return switch port?.value {
    case .number(let first): first <= 53 && 53 <= endPort?.value ?? first
    case .name, nil: true
    }
  }
}
