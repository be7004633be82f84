import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds TLS settings for hosts of ambient workloads, which the tunnel carries to the application.
package struct DestinationRuleInsideHBONE: Rule {
  package static let page = RulePage.destinationRuleInsideHbone

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for settings in mesh.settingsInsideHBONE() {
      let rule = mesh.destinationRules[settings.rule].metadata
      let places = settings.servers.prefix(4).map { index in
        let server = mesh.workloads[index].metadata
        return Finding.Related(
          "\(server.reference.friendlyName) is in ambient mode: \(mesh.proxies[index].reason)", at: server.span)
      }
      findings.report(
        RuleFinding(
          "\(rule.title) sends \(settings.tls.mode.rawValue) TLS to host \(settings.host), whose pods "
            + "are in ambient mode: HBONE tunnels it, and the application gets the TLS",
          on: rule.reference, at: settings.tls.span, related: Array(places),
          help: "remove the tls settings unless the application itself serves TLS"))
    }
  }
}
