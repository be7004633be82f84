import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds Servers of Linkerd whose pods have no proxy that would enforce them.
package struct ServerWithoutProxy: LinkerdRule {
  package static let page = RulePage.serverWithoutProxy

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for server in linkerd.policies.servers {
      let workloads = linkerd.workloads(selectedBy: server).filter { !linkerd.workloads[$0].isJob }
      guard !workloads.isEmpty, workloads.allSatisfy({ linkerd.proxies[$0].presence == .none }) else { continue }
      let verb = workloads.count == 1 ? "has" : "have"
      let reasons = workloads.lazy.map { workload in
        let metadata = linkerd.workloads[workload].metadata
        let proxy = linkerd.proxies[workload]
        return Finding.Related(
          "\(metadata.reference.friendlyName) has no proxy: \(proxy.reason)", at: proxy.place ?? metadata.span)
      }
      findings.report(
        RuleFinding(
          "\(server.title) protects nothing: \(list(context.mesh.names(of: workloads))) \(verb) no proxy",
          on: server.metadata.reference,
          at: server.podSelector?.matchLabels.span ?? server.podSelector?.span ?? server.metadata.span,
          related: reasons.eachPlaceOnce(),
          help: "let the pods have a proxy: without one every connection is let in"))
    }
  }
}
