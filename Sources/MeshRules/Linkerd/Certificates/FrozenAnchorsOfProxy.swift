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
      let effect =
        frozen.trustsNobody
        ? "so it trusts no certificate of now, linkerd-identity's among them" : "not all of them the same"
      findings.report(
        RuleFinding(
          "the proxy written into \(workload.title) has other trust anchors than \(frozen.current.content.title), \(effect)",
          on: workload.metadata.reference, at: frozen.place.span, related: frozen.current.related,
          help: "keep the manifest without the proxy and let the injector add it, or inject it again",
          severity: frozen.trustsNobody ? .error : nil))
    }
  }
}
