import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds NetworkPolicies that keep pods with a proxy from looking up names.
package struct NetworkPolicyBlocksDNS: Rule {
  package static let page = RulePage.networkPolicyBlocksDns
  package static let scope = RuleScope.kubernetes

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for blocked in mesh.blockedDNS() {
      let policies = blocked.policies.map { mesh.networkPolicies.policies[$0] }
      guard let policy = policies.first(where: \.selectsAll) ?? policies.first else { continue }
      findings.report(
        RuleFinding(
          "\(policy.title) isolates \(list(mesh.names(of: blocked.workloads))) for egress, and no policy lets them "
            + "reach port 53 of anything, so their proxies look up no name",
          on: policy.metadata.reference, at: policy.place(of: .egress),
          related: policies.filter { $0 !== policy }.alsoIsolating(.egress),
          help: "allow it under egress: {to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "
            + "kube-system}}}], ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]}"))
    }
  }
}
