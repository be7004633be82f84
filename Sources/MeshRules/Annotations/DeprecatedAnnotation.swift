import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds annotations that Istio will stop reading.
package struct DeprecatedAnnotation: Rule {
  package static let page = RulePage.deprecatedAnnotation

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for annotation in context.mesh.placedAnnotations() where annotation.isDeprecated {
      let isForInjection = annotation.name == "sidecar.istio.io/inject"
      let successor = isForInjection ? " in favor of the \(quoted(annotation.name)) label" : ""
      findings.report(
        RuleFinding(
          "Annotation \(quoted(annotation.name)) has been deprecated\(successor) and may not work in future Istio "
            + "versions.",
          on: annotation.object, at: annotation.entry.key.span,
          help: isForInjection ? "write it under labels, where it counts before the annotation" : nil))
    }
  }
}
