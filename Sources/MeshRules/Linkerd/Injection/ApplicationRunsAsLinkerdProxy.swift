import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds applications that run as the user of Linkerd's proxy.
package struct ApplicationRunsAsLinkerdProxy: LinkerdRule {
  package static let page = RulePage.applicationRunsAsLinkerdProxy

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for (index, workload) in linkerd.workloads.enumerated() where linkerd.isInjected(index) {
      let uid = linkerd.proxyUID(of: index)
      let users = workload.pod.containers.compactMap { $0.runAsUser ?? workload.pod.runAsUser }
      guard let user = users.first(where: { $0.value == uid.value }) else { continue }
      findings.report(
        RuleFinding(
          "\(workload.metadata.reference.friendlyName) runs as user \(uid.value), which is that of Linkerd's proxy, so that "
            + "what it sends goes past the proxy",
          on: workload.metadata.reference, at: user.span,
          related: uid.origin.map { [.init("the user of the proxy", at: $0)] } ?? [],
          help: "run the application as another user, or choose one for the proxy with config.linkerd.io/proxy-uid"))
    }
  }
}
