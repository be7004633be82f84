import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds manifests without one of the keys that every object needs.
package struct IncompleteManifest: Rule {
  package static let page = RulePage.incompleteManifest
  package static let scope = RuleScope.kubernetes

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for issue in context.mesh.mesh.issues {
      guard case .missing(let key) = issue.problem else { continue }
      findings.report(
        RuleFinding(
          "The manifest has no \(quoted(key))", on: issue.object, at: issue.span,
          help: "no API server takes an object without it"))
    }
  }
}
