import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds resources that Linkerd's validating webhooks refuse.
package struct RefusedByLinkerd: LinkerdRule {
  package static let page = RulePage.refusedByLinkerd

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for rejection in context.mesh.linkerdRejections {
      findings.report(
        RuleFinding(
          "\(rejection.metadata.title) is refused by Linkerd: \(rejection.reason)", on: rejection.object,
          at: rejection.span, related: rejection.related.map { [$0] } ?? [], help: help(rejection)))
    }
  }

  private func help(_ rejection: Rejection) -> String {
    let webhook =
      rejection.metadata.kind.value == "ServiceProfile" ? "linkerd-sp-validator" : "linkerd-policy-validator"
    let consequence =
      "the webhook \(webhook) refuses the resource; where it cannot be reached, it fails open by default "
      + "and tells nobody"
    return rejection.remedy.map { $0 + ($0.hasSuffix("?") ? " " : "; ") + consequence } ?? consequence
  }
}
