import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds workloads that decline their sidecar although policies of the mesh are meant for them.
package struct WorkloadOptsOutOfMesh: Rule {
  package static let page = RulePage.workloadOptsOutOfMesh

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    var reported: Set<Int>?
    for (position, workload) in mesh.workloads.enumerated() {
      guard let request = mesh.optOut(of: position) else { continue }
      let policies = mesh.policiesMissed(by: position)
      guard !policies.isEmpty else { continue }
      // Where a policy is for such workloads alone, the policy is reported instead.
      let known = reported ?? mesh.workloadsOfUnenforcedPolicies
      reported = known
      guard !known.contains(position) else { continue }
      let names = list(policies.map(\.title))
      findings.report(
        RuleFinding(
          "\(workload.metadata.reference.friendlyName) declines the sidecar, so nothing enforces \(names) there",
          on: workload.metadata.reference, at: request.span,
          related: policies.prefix(4).map { .init("a policy that is not enforced", at: $0.span) },
          help: "remove sidecar.istio.io/inject, or exempt the workload in the policies"))
    }
  }
}

extension EffectiveMesh {
  /// The policies that would restrict who reaches a workload, if it had a proxy.
  fileprivate func policiesMissed(by workload: Int) -> [Metadata] {
    let base = serverModes[workload].base
    let authentication = base.mode == .STRICT ? base.policy.map { [peerAuthentications[$0].metadata] } ?? [] : []
    return authentication + authorizationPolicies(of: workload).map(\.metadata)
  }

  fileprivate var workloadsOfUnenforcedPolicies: Set<Int> {
    Set(unenforcedPeerAuthentications().flatMap(\.workloads) + unenforcedAuthorizationPolicies().flatMap(\.workloads))
  }
}
