import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds Servers for pods where no proxy enforces them.
package struct ServerWithoutProxy: LinkerdRule {
  package static let page = RulePage.serverWithoutProxy

  package static let judgesNamespaces = true

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    var byNamespace: [String: [LinkerdServer]] = [:]
    for (server, workloads) in linkerd.unenforcedServers() {
      if linkerd.mesh.namespaces[server.namespace] != nil, workloads.allSatisfy(linkerd.isUpToNamespace) {
        byNamespace[server.namespace, default: []].append(server)
      } else {
        findings.report(.unenforced(server, workloads, linkerd))
      }
    }
    for (name, servers) in byNamespace.sorted(by: { $0.key < $1.key }) {
      guard let namespace = linkerd.mesh.namespaces[name] else { continue }
      findings.report(.unenforced(servers, in: namespace))
    }
  }
}

extension LinkerdMesh {
  /// Whether nothing but the namespace keeps a workload out of the mesh.
  fileprivate func isUpToNamespace(_ workload: Int) -> Bool {
    injections[workload].obstacle == nil && injections[workload].request.isOfNamespace
  }
}

extension RuleFinding {
  fileprivate static func unenforced(_ servers: [LinkerdServer], in namespace: Namespace) -> RuleFinding {
    let annotation = namespace.metadata.annotations["linkerd.io/inject"]
    let reason =
      annotation.map { "is annotated linkerd.io/inject: \(quoted($0.value))" } ?? "is not annotated linkerd.io/inject"
    return RuleFinding(
      "Namespace \(namespace.name) \(reason), so that no proxy enforces \(list(servers.map(\.title)))",
      on: namespace.metadata.reference, at: annotation?.span ?? namespace.metadata.span,
      related: servers.prefix(4).map { .init("a Server that is not enforced", at: $0.metadata.span) },
      help: "annotate the namespace linkerd.io/inject: enabled: without a proxy every connection is let in")
  }

  fileprivate static func unenforced(_ server: LinkerdServer, _ workloads: [Int], _ linkerd: LinkerdMesh) -> RuleFinding
  {
    let verb = workloads.count == 1 ? "has" : "have"
    let names = list(workloads.map { linkerd.workloads[$0].metadata.reference.friendlyName })
    return RuleFinding(
      "\(server.title) protects nothing: \(names) \(verb) no proxy of Linkerd, which alone would enforce it",
      on: server.metadata.reference,
      at: server.podSelector.map { $0.matchLabels.span ?? $0.span } ?? server.metadata.span,
      related: workloads.compactMap { index in
        linkerd.proxies[index].place.map { .init(linkerd.proxies[index].reason, at: $0) }
      }.eachPlaceOnce(),
      help: "let Linkerd inject the pods: without a proxy every connection is let in")
  }
}
