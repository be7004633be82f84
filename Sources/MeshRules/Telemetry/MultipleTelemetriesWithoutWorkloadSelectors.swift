import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds several Telemetries for one namespace, in the words of `istioctl analyze`.
package struct MultipleTelemetriesWithoutWorkloadSelectors: Rule {
  package static let page = RulePage.multipleTelemetriesWithoutWorkloadSelectors

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for telemetries in context.mesh.competingTelemetries() { findings.report(telemetries, "The Telemetries") }
  }
}
