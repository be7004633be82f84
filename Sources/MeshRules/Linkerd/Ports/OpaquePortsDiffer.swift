import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds ports that are opaque for the Service and not for the pods behind it, or the other way about.
package struct OpaquePortsDiffer: LinkerdRule {
  package static let page = RulePage.opaquePortsDiffer

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for found in linkerd.opaquePortDisagreements() {
      let service = linkerd.registry.services[found.service].metadata
      let workload = linkerd.workloads[found.workload].metadata
      let ofService = "port \(found.port.number) of \(service.reference.friendlyName)"
      let ofWorkload = "port \(found.workloadPort) of \(workload.reference.friendlyName)"
      let (opaque, other) = found.isOpaqueForClients ? (ofService, ofWorkload) : (ofWorkload, ofService)
      let relation = found.isOpaqueForClients ? "to which it leads" : "which leads to it"
      let (add, to) =
        found.isOpaqueForClients
        ? (found.workloadPort, "the pods of \(workload.reference.friendlyName)")
        : (found.port.number, service.reference.friendlyName)
      let own = service.annotations["config.linkerd.io/opaque-ports"]?.span
      let ofPods = found.isOpaqueForClients ? found.otherPlace : found.place
      findings.report(
        RuleFinding(
          "\(opaque.capitalizedFirst) is opaque, but \(other), \(relation), is not",
          on: service.reference, at: own ?? found.port.span,
          related: [Finding.Related("what holds for the pods", at: ofPods ?? workload.span)],
          help: "list \(add) in config.linkerd.io/opaque-ports of \(to) too"))
    }
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
