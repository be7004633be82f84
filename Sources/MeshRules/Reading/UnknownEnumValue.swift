import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue
import StructuralSchema

/// Finds values that an enum does not have, for which the API server refuses the resource.
package struct UnknownEnumValue: Rule {
  package static let page = RulePage.unknownEnumValue
  package static let scope = RuleScope.kubernetes

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for issue in context.mesh.mesh.issues {
      guard case .schema(.unknownEnumValue(let value, let field, let suggestion, let expected)) = issue.problem else {
        continue
      }
      let values = "expected one of \(expected.joined(separator: ", "))"
      findings.report(
        RuleFinding(
          "Unknown value \(quoted(value)) for \(quoted(field))", on: issue.object, at: issue.span,
          help: suggestion.map { "did you mean \($0)? \(values)" } ?? values))
    }
  }
}
