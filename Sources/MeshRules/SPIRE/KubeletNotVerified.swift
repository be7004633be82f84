import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds SPIRE agents that believe whatever answers for the kubelet.
struct KubeletNotVerified: Rule {
  static let page = RulePage.kubeletNotVerified
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for agent in context.mesh.spireInstallation.agents.map(\.configuration) {
      guard let setting = agent.agent?.skipsKubeletVerification, setting.value else { continue }
      findings.report(
        RuleFinding(
          "\(agent.title) does not verify the certificate of the kubelet, which says whose pod a caller is",
          on: agent.owner.reference, at: setting.span,
          help: "give kubelet_ca_path, or take the setting out where the kubelet has a certificate of the cluster's CA")
      )
    }
  }
}
