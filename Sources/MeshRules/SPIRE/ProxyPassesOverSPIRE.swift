import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds pods that have a SPIFFE ID of SPIRE's, and whose proxy takes its certificate from istiod.
struct ProxyPassesOverSPIRE: Rule {
  static let page = RulePage.proxyPassesOverSpire

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for (index, registration) in context.mesh.proxiesPassingOverSPIRE() {
      let workload = context.mesh.workloads[index]
      findings.report(
        RuleFinding(
          "\(workload.title) is registered by \(registration.source.title), but its proxy does not ask SPIRE",
          on: workload.metadata.reference, at: workload.metadata.span,
          related: [
            Finding.Related("selects the pods", at: registration.source.podSelector?.span ?? workload.metadata.span)
          ],
          help:
            "add the annotation inject.istio.io/templates, as on the other workloads; without the socket of SPIRE's "
            + "agent the proxy has its certificate from istiod, which another CA may sign"))
    }
  }
}
