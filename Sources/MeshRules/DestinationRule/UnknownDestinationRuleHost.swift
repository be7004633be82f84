import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds DestinationRules for hosts that nothing in the mesh has.
package struct UnknownDestinationRuleHost: Rule {
  package static let page = RulePage.unknownDestinationRuleHost

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let (unknown, unjudged) = context.mesh.unknownRuleHosts()
    for found in unknown {
      let rule = found.rule
      findings.report(
        RuleFinding(
          "The host \(rule.host.value) defined in the DestinationRule does not match any services in the mesh.",
          on: rule.metadata.reference, at: rule.host.span,
          related: found.declared.map { [.init("declared here, but not exported to that namespace", at: $0)] } ?? [],
          help: found.suggestion.map { "did you mean \(quoted($0))?" }))
    }
    for needs in unjudged { findings.skip(needs: needs) }
  }
}
