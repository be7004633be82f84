import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds resources that are defined more than once.
package struct DuplicateResource: Rule {
  package static let page = RulePage.duplicateResource

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for duplicate in context.mesh.mesh.duplicates {
      findings.report(
        RuleFinding(
          "\(duplicate.kept.reference.friendlyName) is defined more than once; this definition replaces an earlier one",
          on: duplicate.kept.reference, at: duplicate.kept.span,
          related: [.init("the definition that is replaced", at: duplicate.overwritten.span)],
          help: "rename or remove one of them, or analyze each environment on its own"))
    }
  }
}
