import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds annotations whose value Istio cannot read.
package struct InvalidAnnotation: Rule {
  package static let page = RulePage.invalidAnnotation

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for annotation in context.mesh.placedAnnotations() {
      guard let problem = annotation.problem else { continue }
      findings.report(
        RuleFinding(
          "Invalid annotation \(annotation.name): \(problem.text)", on: annotation.object, at: problem.span,
          help: "no pod is injected with it, so that none starts in a namespace that asks for sidecars"))
    }
  }
}
