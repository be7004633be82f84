import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds resources that the webhook of SPIRE's controller manager refuses.
struct RefusedBySPIRE: Rule {
  static let page = RulePage.refusedBySpire
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for rejection in context.mesh.written.spireRejections where rejection.isRefused {
      let consequence = "the webhook spire-controller-manager-webhook refuses the resource"
      findings.report(
        RuleFinding(
          "\(rejection.metadata.title) is refused by SPIRE's controller manager: \(rejection.reason)",
          on: rejection.object, at: rejection.span,
          help: rejection.remedy.map { "\($0); \(consequence)" } ?? consequence))
    }
  }
}
