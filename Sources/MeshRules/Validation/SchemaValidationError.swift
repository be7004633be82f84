import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds resources that Istio's validating webhook refuses, and mesh configuration that Istio does not load.
package struct SchemaValidationError: Rule {
  package static let page = RulePage.schemaValidationError

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for rejection in context.mesh.rejections {
      let reader: String
      switch rejection.consequence {
      case .refusal: reader = "Istio's webhook refuses the resource"
      case .unusableMeshConfig: reader = "Istio does not load the configuration"
      default: continue
      }
      findings.report(
        RuleFinding(
          "Schema validation error: \(rejection.reason)", on: rejection.object, at: rejection.span,
          help: "\(reader) as it stands, so nothing in it takes effect"))
    }
  }
}
