import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds servers that decline the proxy that their namespace gives.
package struct PodOptsOutOfLinkerd: LinkerdRule {
  package static let page = RulePage.podOptsOutOfLinkerd

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let ofServers = linkerd.workloadsOfUnenforcedServers { $0.request.wish == .disabled }
    for (index, injection) in linkerd.injections.enumerated()
    where injection.request.wish == .disabled && !ofServers.contains(index) {
      let workload = linkerd.workloads[index]
      let namespace = linkerd.mesh.namespaces[workload.namespace]?.metadata.annotations["linkerd.io/inject"]
      guard !injection.request.isOfNamespace, injection.obstacle == nil, !workload.isJob, let namespace,
        namespace.value == "enabled" || namespace.value == "ingress", let own = injection.request.annotation,
        workload.pod.containers.contains(where: { !$0.ports.isEmpty })
      else { continue }
      findings.report(
        RuleFinding(
          "\(workload.metadata.reference.friendlyName) declines the proxy that its namespace gives, so that its "
            + "connections are plain text and no policy of Linkerd holds for it",
          on: workload.metadata.reference, at: own.span,
          related: [.init("what its namespace says", at: namespace.span)],
          help: "remove the annotation to bring the pods into the mesh"))
    }
  }
}
