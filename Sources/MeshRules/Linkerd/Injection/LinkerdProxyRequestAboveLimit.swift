import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds proxies that are to ask for more of a resource than they may have.
package struct LinkerdProxyRequestAboveLimit: LinkerdRule {
  package static let page = RulePage.linkerdProxyRequestAboveLimit

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    var told: Set<SourceSpan> = []
    for index in linkerd.workloads.indices where linkerd.isInjected(index) {
      for (request, limit) in linkerd.excessiveRequests(of: index) where told.insert(request.value.span).inserted {
        let owner = linkerd.owner(of: request, for: index)
        findings.report(
          RuleFinding(
            "\(request.key.value) of \(owner.reference.friendlyName) is \(request.value.value), more than the limit of "
              + "\(limit.value.value), so that the API server refuses the pods",
            on: owner.reference, at: request.value.span, related: [.init("the limit", at: limit.value.span)],
            help: "let the limit be no less than the request"))
      }
    }
  }
}
