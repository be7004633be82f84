import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue
import StructuralSchema

/// Finds values of a type that their field does not take, for which the API server refuses the resource.
package struct WrongType: Rule {
  package static let page = RulePage.wrongType
  package static let scope = RuleScope.kubernetes

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for issue in context.mesh.mesh.issues {
      guard case .schema(.wrongType(let type)) = issue.problem else { continue }
      findings.report(
        RuleFinding(
          "The field \(quoted(type.field)) wants \(type.expected), but this is \(type.found)", on: issue.object,
          at: issue.span, help: help(type)))
    }
  }

  private func help(_ type: SchemaProblem.WrongType) -> String? {
    if type.isTolerated {
      return "take the quotes away: istioctl reads the number in quotes, the API server refuses it"
    }
    if type.expected == "a string", ["a number", "true or false"].contains(type.found) {
      return "put the value in quotes"
    }
    if type.expected == "a whole number or a string", type.found == "a number" {
      return "put a number with a fraction in quotes"
    }
    return type.found == "a number in quotes" ? "take the quotes away" : nil
  }
}
