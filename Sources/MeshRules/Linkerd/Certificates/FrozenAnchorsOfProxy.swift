import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds injected manifests whose proxies trust other anchors than are in force.
package struct FrozenAnchorsOfProxy: LinkerdRule {
  package static let page = RulePage.frozenAnchorsOfProxy

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for frozen in context.mesh.frozenTrustAnchors {
      let workload = linkerd.workloads[frozen.workload]
      let title = frozen.current.content.title
      findings.report(
        RuleFinding(
          "the proxy written into \(workload.title) "
            + (frozen.trustsNobody
              ? "trusts nothing that is signed under \(title), linkerd-identity's own certificate among it"
              : "has other trust anchors than \(title)"),
          on: workload.metadata.reference, at: frozen.place.span, related: frozen.current.related,
          help: "keep the manifest without the proxy and let the injector add it, or inject it again",
          severity: frozen.trustsNobody ? .error : nil))
    }
  }
}
