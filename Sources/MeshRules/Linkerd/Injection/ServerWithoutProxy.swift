import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds Servers for pods where no proxy enforces them.
package struct ServerWithoutProxy: LinkerdRule {
  package static let page = RulePage.serverWithoutProxy

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for (server, workloads) in linkerd.unenforcedServers() {
      let verb = workloads.count == 1 ? "has" : "have"
      let names = list(workloads.map { linkerd.workloads[$0].metadata.reference.friendlyName })
      findings.report(
        RuleFinding(
          "\(server.title) protects nothing: \(names) \(verb) no proxy of Linkerd, which alone would enforce it",
          on: server.metadata.reference,
          at: server.podSelector.map { $0.matchLabels.span ?? $0.span } ?? server.metadata.span,
          related: reasons(workloads, linkerd),
          help:
            "annotate the namespace or the pods linkerd.io/inject: enabled: without a proxy every connection is let in"
        ))
    }
  }

  private func reasons(_ workloads: [Int], _ linkerd: LinkerdMesh) -> [Finding.Related] {
    workloads.compactMap { index -> Finding.Related? in
      let verdict = linkerd.proxies[index]
      let namespace = linkerd.mesh.namespaces[linkerd.workloads[index].namespace]?.metadata.span
      return (verdict.place ?? namespace).map { .init(verdict.reason, at: $0) }
    }.eachPlaceOnce()
  }
}
