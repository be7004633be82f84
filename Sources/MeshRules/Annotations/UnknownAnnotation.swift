import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds annotations in Istio's domain that Istio does not know.
package struct UnknownAnnotation: Rule {
  package static let page = RulePage.unknownAnnotation

  package static let options = [annotations]

  private static let annotations = RuleOption("annotations", "Annotations that something of your own reads.")

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    var budget = SuggestionBudget()
    for annotation in context.mesh.placedAnnotations() where annotation.definition == nil {
      guard !context.options.covers(annotation.name, Self.annotations, of: Self.self) else { continue }
      var help: String?
      if annotation.isLabel {
        help = "Istio reads this name from labels: write it under labels"
      } else if budget.take(), let suggestion = annotation.suggestion {
        help = "did you mean \(quoted(suggestion))?"
      }
      findings.report(
        RuleFinding(
          "Unknown annotation: \(annotation.name)", on: annotation.object, at: annotation.entry.key.span, help: help))
    }
  }
}
