import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds policies that say they are only tried.
package struct DryRunPolicy: Rule {
  package static let page = RulePage.dryRunPolicy

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for policy in context.mesh.authorizationPolicyIndex.policies {
      guard let annotation = policy.dryRun, policy.isDryRun else { continue }
      findings.report(
        RuleFinding(
          "\(policy.title) is not enforced: it is only tried, and its result goes to metrics and logs",
          on: policy.metadata.reference, at: annotation.span,
          help: "remove the annotation once the result is as expected"))
    }
  }
}
