import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds HTTPLocalRateLimitPolicies for a Server that has one already.
package struct CompetingRateLimits: LinkerdRule {
  package static let page = RulePage.competingRateLimits

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for limit in context.mesh.linkerdRateLimits() {
      guard case .displaced(let holder) = limit.state else { continue }
      findings.report(
        RuleFinding(
          "\(limit.policy.title) limits Server \(quoted(limit.target.value)) beside \(holder.title), and only the older of "
            + "the two counts",
          on: limit.policy.metadata.reference, at: limit.target.span,
          related: [.init("the other one", at: holder.targetRef?.name?.span ?? holder.metadata.span)],
          help: "write both limits into one policy"))
    }
  }
}
