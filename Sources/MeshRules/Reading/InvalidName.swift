import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds names, labels and keys of annotations for which the API server refuses the object.
package struct InvalidName: Rule {
  package static let page = RulePage.invalidName
  package static let scope = RuleScope.kubernetes

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for (issue, name) in context.mesh.mesh.invalidNames {
      findings.report(
        RuleFinding(
          "\(quoted(name.value)) is no valid \(name.role): \(name.reason)", on: issue.object, at: issue.span,
          help: name.suggestion.map { "did you mean \(quoted($0))?" }))
    }
  }
}
