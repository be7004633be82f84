import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds EnvoyFilters that hang on others and have no priority, in the words of `istioctl analyze`.
package struct EnvoyFilterUsesRelativeOperation: Rule {
  package static let page = RulePage.envoyFilterUsesRelativeOperation

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.envoyFilters(with: .relative) {
      findings.report(
        found,
        "This EnvoyFilter does not have a priority and has a relative patch operation set which can cause the "
          + "EnvoyFilter not to be applied. Using the INSERT_FIRST of ADD option or setting the priority may help in "
          + "ensuring the EnvoyFilter is applied correctly.",
        help: "set spec.priority above that of the EnvoyFilter which this one builds on")
    }
  }
}
