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
      guard let first = found.servers.first else { continue }
      let service = linkerd.registry.services[found.service].metadata
      let workload = linkerd.workloads[first.workload].metadata.reference.friendlyName
      let others = found.servers.count > 1 ? " and \(count(found.servers.count - 1, "other workload"))" : ""
      let ofService = "port \(found.port.number) of \(service.reference.friendlyName)"
      let ofPods = "port \(first.port) of \(workload)\(others)"
      let own = service.annotations["config.linkerd.io/opaque-ports"]?.span
      findings.report(
        RuleFinding(
          found.isOpaqueForClients
            ? "\(ofService.capitalizedFirst) is opaque, but \(ofPods), to which it leads, is not"
            : "\(ofPods.capitalizedFirst) is opaque, but \(ofService), which leads to it, is not",
          on: service.reference, at: own ?? found.port.span,
          related: found.servers.lazy.map {
            Finding.Related("what holds for the pods", at: $0.place ?? linkerd.workloads[$0.workload].metadata.span)
          }.eachPlaceOnce(),
          help: found.isOpaqueForClients
            ? "list \(first.port) in config.linkerd.io/opaque-ports of the pods of \(workload)\(others) too"
            : "list \(found.port.number) in config.linkerd.io/opaque-ports of \(service.reference.friendlyName) too"))
    }
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
