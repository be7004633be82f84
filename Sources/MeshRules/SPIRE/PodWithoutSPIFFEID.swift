import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds pods that get no SPIFFE ID because they lack a label that the template asks for.
struct PodWithoutSPIFFEID: Rule {
  static let page = RulePage.podWithoutSpiffeId
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let workloads = context.mesh.workloads
    for found in context.mesh.spireUnrenderedPods() {
      let names = list(found.workloads) { workloads[$0].metadata.reference.friendlyName }
      let keys = list(found.missing.map(quoted))
      findings.report(
        RuleFinding(
          "\(found.source.title) makes no SPIFFE ID for the pods of \(names), which lack \(keys)",
          on: found.source.metadata.reference, at: found.template.span,
          related: found.workloads.lazy.map { index in
            let workload = workloads[index]
            return Finding.Related("lacks \(keys)", at: workload.podLabels.span ?? workload.metadata.span)
          }.eachPlaceOnce(),
          help:
            "give the pods \(keys), or select only pods that have it; without an ID every mutual TLS handshake fails"
        ))
    }
  }
}
