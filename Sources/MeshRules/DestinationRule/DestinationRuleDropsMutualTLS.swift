import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds DestinationRules without TLS settings that keep a broader rule with ISTIO_MUTUAL from clients.
package struct DestinationRuleDropsMutualTLS: Rule {
  package static let page = RulePage.destinationRuleDropsMutualTls

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for shadowed in mesh.shadowedMutualTLS() {
      let rule = mesh.destinationRules[shadowed.rule]
      let broader = mesh.destinationRules[shadowed.broader]
      let autoMTLS = mesh.settings.autoMTLS.origin.map { [Finding.Related("auto mTLS is switched off here", at: $0)] }
      findings.report(
        RuleFinding(
          "\(rule.title) drops mutual TLS for \(hosts(shadowed.hosts)): it has no tls "
            + "settings and replaces \(quoted(broader.metadata.key)), and auto mTLS is off",
          on: rule.metadata.reference, at: rule.host.span,
          related: [.init("the settings that do not count", at: shadowed.tls.span)] + (autoMTLS ?? []),
          help: "add tls with mode ISTIO_MUTUAL: the rule in force counts alone and inherits nothing"))
    }
  }
}
