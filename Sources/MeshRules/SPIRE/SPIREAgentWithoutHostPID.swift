import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds SPIRE agents that cannot see the processes of the workloads that call them.
struct SPIREAgentWithoutHostPID: Rule {
  static let page = RulePage.spireAgentWithoutHostPid
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for agent in context.mesh.spireInstallation.agents {
      guard let attestor = agent.configuration.agent?.kubernetesAttestor else { continue }
      for workload in agent.processes.map(\.workload) where workload.metadata.kind.value == "DaemonSet" {
        let setting = workload.pod.hostPID
        guard setting?.value != true else { continue }
        findings.report(
          RuleFinding(
            "\(workload.title) runs the agent without hostPID, so that it cannot tell which pod a caller belongs to",
            on: workload.metadata.reference, at: setting?.span ?? workload.metadata.span,
            related: [Finding.Related("what tells callers apart", at: attestor.span)],
            help: "set hostPID: true in the pod template"))
      }
    }
  }
}
