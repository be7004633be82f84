import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds several Sidecars for one namespace, in the words of `istioctl analyze`.
package struct MultipleSidecarsWithoutWorkloadSelectors: Rule {
  package static let page = RulePage.multipleSidecarsWithoutWorkloadSelectors

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for sidecars in context.mesh.competingSidecars() { findings.report(sidecars, "The Sidecars") }
  }
}
