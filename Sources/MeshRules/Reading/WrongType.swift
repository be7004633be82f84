import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds values of a type that their field does not take, for which the API server refuses the resource.
package struct WrongType: Rule {
  package static let page = RulePage.wrongType

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for issue in context.mesh.mesh.issues {
      guard case .wrongType(let field, let expected, let found) = issue.problem else { continue }
      findings.report(
        RuleFinding(
          "The field \(quoted(field)) wants \(expected), but this is \(found)", on: issue.object, at: issue.span,
          help: expected == "a string" ? "put the value in quotes" : nil))
    }
  }
}
