import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue
import StructuralSchema

/// Finds values of the right type that their kind does not allow, for which the API server refuses the resource.
package struct InvalidValue: Rule {
  package static let page = RulePage.invalidValue
  package static let scope = RuleScope.kubernetes

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for issue in context.mesh.mesh.issues {
      guard case .schema(.invalidValue(let field, let reason, _)) = issue.problem else { continue }
      findings.report(
        RuleFinding("The value of \(quoted(field)) is not allowed: \(reason)", on: issue.object, at: issue.span))
    }
    for rejection in context.mesh.rejections where rejection.consequence == .refusalByDefinition {
      findings.report(
        RuleFinding(
          "The CustomResourceDefinition does not allow this: \(rejection.reason)", on: rejection.object,
          at: rejection.span,
          help: "istioctl says nothing, but the API server refuses the resource as it stands"))
    }
  }
}
