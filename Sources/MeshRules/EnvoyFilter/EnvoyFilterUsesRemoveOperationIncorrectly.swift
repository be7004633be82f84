import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds patches that remove what cannot be removed, in the words of `istioctl analyze`.
package struct EnvoyFilterUsesRemoveOperationIncorrectly: Rule {
  package static let page = RulePage.envoyFilterUsesRemoveOperationIncorrectly

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.envoyFilters(with: .removesIgnored) {
      findings.report(
        found,
        "The REMOVE operation will be ignored when applyTo is set to ROUTE_CONFIGURATION, or HTTP_ROUTE.")
    }
  }
}
