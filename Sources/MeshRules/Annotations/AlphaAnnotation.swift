import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds annotations of features in their alpha phase, when it is selected.
package struct AlphaAnnotation: Rule {
  package static let page = RulePage.alphaAnnotation
  package static let isOnByDefault = false

  package static let options = [annotations]

  private static let annotations = RuleOption("annotations", "Annotations that are wanted all the same.")

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for annotation in context.mesh.placedAnnotations() where annotation.isAlpha {
      guard !context.options.covers(annotation.name, Self.annotations, of: Self.self) else { continue }
      findings.report(
        RuleFinding(
          "Annotation \(quoted(annotation.name)) is part of an alpha-phase feature and may be incompletely supported.",
          on: annotation.object, at: annotation.entry.key.span))
    }
  }
}
