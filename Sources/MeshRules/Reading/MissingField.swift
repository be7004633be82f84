import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue
import StructuralSchema

/// Finds objects without a field that their kind requires, which the API server refuses.
package struct MissingField: Rule {
  package static let page = RulePage.missingField
  package static let scope = RuleScope.kubernetes

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for issue in context.mesh.mesh.issues {
      guard case .schema(.missingField(let name, let object)) = issue.problem else { continue }
      findings.report(
        RuleFinding("\(object) needs the field \(quoted(name)), which is not here", on: issue.object, at: issue.span))
    }
  }
}
