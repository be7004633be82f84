import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds patches that replace what cannot be replaced, in the words of `istioctl analyze`.
package struct EnvoyFilterUsesReplaceOperationIncorrectly: Rule {
  package static let page = RulePage.envoyFilterUsesReplaceOperationIncorrectly

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.envoyFilters(with: .replacesOther) {
      findings.report(
        found,
        "The REPLACE operation is only valid for HTTP_FILTER and NETWORK_FILTER.",
        help: "use MERGE, or REMOVE and ADD")
    }
  }
}
