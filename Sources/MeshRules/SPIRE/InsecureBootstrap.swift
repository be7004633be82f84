import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds SPIRE agents that trust any server when they start.
struct InsecureBootstrap: Rule {
  static let page = RulePage.insecureBootstrap
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for agent in context.mesh.spireInstallation.agents.map(\.configuration) {
      guard let setting = agent.agent?.insecureBootstrap, setting.value else { continue }
      findings.report(
        RuleFinding(
          "\(agent.title) lets the agent trust whatever answers for the server when it first starts",
          on: agent.owner.reference, at: setting.span,
          help: "give trust_bundle_path, and mount the ConfigMap that the server writes its trust bundle to"))
    }
  }
}
