import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds resources that Istio's validating webhook accepts with a warning.
package struct SchemaWarning: Rule {
  package static let page = RulePage.schemaWarning

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for rejection in context.mesh.validationRemarks(.warning) {
      findings.report(
        RuleFinding("Schema validation warning: \(rejection.reason)", on: rejection.object, at: rejection.span))
    }
  }
}
