import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds Sidecars that select the same workload, in the words of `istioctl analyze`.
package struct ConflictingSidecarWorkloadSelectors: Rule {
  package static let page = RulePage.conflictingSidecarWorkloadSelectors

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for clash in context.mesh.clashingSidecars() {
      findings.report(clash, "The Sidecars", help: "Istio uses the oldest of them and passes over the others")
    }
  }
}
