import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds NetworkPolicies that open a port of the application to the mesh and not the port of the proxy that takes its
/// place.
package struct NetworkPolicyClosesMeshPort: Rule {
  package static let page = RulePage.networkPolicyClosesMeshPort
  package static let scope = RuleScope.kubernetes

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for closed in mesh.closedProxyPorts() {
      let policy = mesh.networkPolicies.policies[closed.policy]
      let (clients, servers) = (mesh.names(of: Array(closed.clients)), mesh.names(of: Array(closed.servers)))
      let missing = closed.proxyPorts.sorted().map { "{port: \($0)}" }.joined(separator: ", ")
      findings.report(
        RuleFinding(
          "\(policy.title) lets \(list(clients)) reach \(portWords(closed.ports)) of \(list(servers)), but no policy "
            + "opens \(portWords(closed.proxyPorts)), where meshed clients connect",
          on: policy.metadata.reference, at: closed.place, help: "add \(missing) to the ports of the rule",
          severity: closed.isAssumed ? .warning : nil))
    }
  }
}
