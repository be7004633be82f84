import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds Telemetries that select the same workload, in the words of `istioctl analyze`.
package struct ConflictingTelemetryWorkloadSelectors: Rule {
  package static let page = RulePage.conflictingTelemetryWorkloadSelectors

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for clash in context.mesh.clashingTelemetries() {
      findings.report(clash, "The Telemetries", help: "Istio merges them by age; write one Telemetry for the workload")
    }
  }
}
