import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds resources that Istio's validating webhook refuses.
package struct SchemaValidationError: Rule {
  package static let page = RulePage.schemaValidationError

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for rejection in context.mesh.rejections where rejection.consequence == .refusal {
      findings.report(
        RuleFinding(
          "Schema validation error: \(rejection.reason)", on: rejection.object, at: rejection.span,
          help: "Istio's webhook refuses the resource as it stands, so nothing in it takes effect"))
    }
  }
}
