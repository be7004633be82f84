import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds patches that add what cannot be added, in the words of `istioctl analyze`.
package struct EnvoyFilterUsesAddOperationIncorrectly: Rule {
  package static let page = RulePage.envoyFilterUsesAddOperationIncorrectly

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.envoyFilters(with: .addsIgnored) {
      findings.report(
        found,
        "The ADD operation will be ignored when applyTo is set to ROUTE_CONFIGURATION, or HTTP_ROUTE.",
        help: "use MERGE for a route configuration, and INSERT_FIRST for a route")
    }
  }
}
