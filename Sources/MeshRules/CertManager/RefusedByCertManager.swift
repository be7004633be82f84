import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds resources that the webhooks of cert-manager and trust-manager refuse.
struct RefusedByCertManager: Rule {
  static let page = RulePage.refusedByCertManager
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for rejection in context.mesh.certManagerRejections where rejection.isRefused {
      findings.report(.refused(rejection))
    }
  }
}

extension RuleFinding {
  fileprivate static func refused(_ rejection: Rejection) -> RuleFinding {
    let isBundle = ["Bundle", "ClusterBundle"].contains(rejection.metadata.kind.value)
    let product = isBundle ? "trust-manager" : "cert-manager"
    let consequence = "the webhook of \(product) refuses the resource, so that it is not in the cluster"
    return RuleFinding(
      "\(rejection.metadata.title) is refused by \(product): \(rejection.reason)", on: rejection.object,
      at: rejection.span, related: rejection.related.map { [$0] } ?? [],
      help: rejection.remedy.map { $0 + ($0.hasSuffix("?") ? " " : "; ") + consequence } ?? consequence)
  }
}
