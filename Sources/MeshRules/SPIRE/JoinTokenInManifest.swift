import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds join tokens of SPIRE agents that are written into a ConfigMap.
struct JoinTokenInManifest: Rule {
  static let page = RulePage.joinTokenInManifest
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for agent in context.mesh.spireInstallation.agents.map(\.configuration) {
      guard let token = agent.agent?.joinToken, !token.value.isEmpty else { continue }
      findings.report(
        RuleFinding(
          "\(agent.title) holds a join token, with which anybody becomes an agent", on: agent.owner.reference,
          at: token.span,
          help: "let agents prove themselves by the NodeAttestor k8s_psat, or mount a Secret and name join_token_file"))
    }
  }
}
