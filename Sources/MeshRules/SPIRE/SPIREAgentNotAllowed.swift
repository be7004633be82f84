import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds SPIRE agents that run as a ServiceAccount that their server does not let in.
struct SPIREAgentNotAllowed: Rule {
  static let page = RulePage.spireAgentNotAllowed
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let installation = context.mesh.spireInstallation
    for agent in installation.agents {
      guard let name = agent.configuration.agent?.cluster?.value,
        let cluster = installation.server(of: agent)?.configuration.server?.cluster(named: name),
        let first = cluster.allowedServiceAccounts.first
      else { continue }
      for workload in agent.processes.map(\.workload) {
        let account = "\(workload.namespace):\(workload.serviceAccountName)"
        guard !workload.namespace.isEmpty, cluster.allows(account) == false else { continue }
        findings.report(
          RuleFinding(
            "The server lets in agents of the ServiceAccount \(list(cluster.allowedServiceAccounts.map { quoted($0.value) })), "
              + "and \(workload.title) runs as \(quoted(account))",
            on: workload.metadata.reference, at: workload.pod.serviceAccountName?.span ?? workload.metadata.span,
            related: [Finding.Related("who is let in", at: first.span)],
            help: "add \(quoted(account)) to service_account_allow_list, or run the agent as one that is there"))
      }
    }
  }
}
