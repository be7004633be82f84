import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds annotations on resources of a kind that they are not for.
package struct MisplacedAnnotation: Rule {
  package static let page = RulePage.misplacedAnnotation

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for annotation in context.mesh.placedAnnotations() {
      guard let kinds = annotation.kindsElsewhere else { continue }
      findings.report(
        RuleFinding(
          "Misplaced annotation: \(annotation.name) can only be applied to \(kinds.joined(separator: ", "))",
          on: annotation.object, at: annotation.entry.key.span,
          help: kinds.contains("Pod") ? "annotate the pods, that is, spec.template.metadata of what runs them" : nil))
    }
  }
}
