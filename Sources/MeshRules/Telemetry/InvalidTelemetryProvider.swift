import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds access logs without a provider, in the words of `istioctl analyze`.
package struct InvalidTelemetryProvider: Rule {
  package static let page = RulePage.invalidTelemetryProvider

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let (telemetries, unjudged) = context.mesh.telemetriesWithoutLogProvider()
    for found in telemetries {
      let telemetry = found.telemetry
      findings.report(
        RuleFinding(
          "The Telemetry \(telemetry.name) in namespace \(quoted(telemetry.namespace)) with empty providers will be "
            + "ignored.",
          on: telemetry.metadata.reference, at: found.entries[0].span,
          related: found.entries.dropFirst().map { .init("this one has no provider either", at: $0.span) }
            .eachPlaceOnce(),
          help: "name the provider in each entry, such as envoy"))
    }
    for needs in unjudged { findings.skip(needs: needs) }
  }
}
