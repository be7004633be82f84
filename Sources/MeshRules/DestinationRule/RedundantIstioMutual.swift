import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds rules that spell out the mutual TLS which auto mTLS gives anyway.
package struct RedundantIstioMutual: Rule {
  package static let page = RulePage.redundantIstioMutual
  package static var isOnByDefault: Bool { false }
  package static var judgesPlaceholders: Bool { true }

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    guard mesh.settings.autoMTLS.value else { return }
    let unfilled = mesh.mesh.objectsWithPlaceholders
    let rules =
      mesh.written.destinationRules.filter { unfilled.contains($0.metadata.reference) } + mesh.destinationRules
    for rule in rules {
      guard let tls = rule.trafficPolicy?.tls, let mode = tls.writtenMode, mode.value == .ISTIO_MUTUAL, tls.sni == nil,
        tls.subjectAltNames.isEmpty, rule.host.value.hasSuffix(".svc.\(mesh.settings.clusterDomain.value)")
      else { continue }
      findings.report(
        RuleFinding(
          "\(rule.title) spells out the mutual TLS that auto mTLS chooses for servers with a sidecar",
          on: rule.metadata.reference, at: mode.span,
          help: "remove the tls settings: written out, the mode breaks calls to servers without a sidecar and to those "
            + "that are DISABLE"))
    }
  }
}
