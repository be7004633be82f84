import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds AuthorizationPolicies without workloads, in the words of `istioctl analyze`.
package struct NoMatchingWorkloads: Rule {
  package static let page = RulePage.noMatchingWorkloads

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let verdicts = context.mesh.unmatchedAuthorizationPolicies()
    for found in verdicts.unmatched {
      findings.report(
        RuleFinding(
          "No matching workloads for this resource with the following labels: \(found.labels.text)",
          on: found.policy.metadata.reference, at: found.place, help: found.remedy))
    }
    for namespace in verdicts.unjudged {
      findings.skip(needs: "the workloads that policies of \(namespace) may select")
    }
  }
}

extension UnmatchedSelector {
  /// The help line; nil where nothing can be said.
  var remedy: String? { suggestion.map { "did you mean \(quoted($0))?" } }
}
