import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds values that cert-manager accepts and does nothing with.
struct IgnoredByCertManager: Rule {
  static let page = RulePage.ignoredByCertManager
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for rejection in context.mesh.certManagerRejections where !rejection.isRefused {
      findings.report(
        RuleFinding(
          "\(rejection.metadata.title): \(rejection.reason)", on: rejection.object, at: rejection.span,
          help: rejection.remedy))
    }
  }
}
