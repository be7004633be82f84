import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds routes of gateways to hosts for which another VirtualService has subsets.
package struct IngressRouteRulesNotAffected: Rule {
  package static let page = RulePage.ingressRouteRulesNotAffected

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for bypassed in context.mesh.bypassedSubsets() {
      let (virtualService, dividing) = (bypassed.virtualService.metadata, bypassed.dividing.metadata)
      findings.report(
        RuleFinding(
          "Subset in virtual service \(dividing.reference.path) has no effect on ingress gateway "
            + "\(virtualService.reference.path) requests",
          on: virtualService.reference, at: bypassed.host.span,
          related: [.init("requests through the gateway do not come to this subset alone", at: bypassed.subset.span)],
          help: "name the subset in this route too, if requests from outside are meant to be divided"))
    }
  }
}
