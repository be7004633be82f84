import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds objects of kinds and versions that are served still, and that something newer stands in for.
package struct LegacyAPI: Rule {
  package static let page = RulePage.legacyApi
  package static let scope = RuleScope.kubernetes
  package static var judgesPlaceholders: Bool { true }

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for use in APIUse.all(in: context.mesh.mesh, byFile: false) {
      guard case .legacy = use.api.state else { continue }
      findings.report(
        RuleFinding(
          "\(use.title) is superseded\(use.others)", on: use.first.reference, at: use.first.apiVersion.span,
          help: use.remedy, subject: .shared(use.title)))
    }
  }
}
