import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds subsets whose labels no pod has.
package struct DestinationRuleSubsetNotSelectPods: Rule {
  package static let page = RulePage.destinationRuleSubsetNotSelectPods

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let (idle, unjudged) = context.mesh.idleSubsets()
    for found in idle {
      guard case .noPods(let place, let suggestion) = found.reason else { continue }
      findings.report(
        RuleFinding(
          "The Subset \(found.subset.name.value) defined in the DestinationRule does not select any pods. "
            + "Which may lead to 503 UH (NoHealthyUpstream).",
          on: found.rule.metadata.reference, at: place ?? found.subset.name.span,
          help: suggestion.map { "did you mean \(quoted($0))?" }))
    }
    for needs in unjudged { findings.skip(needs: needs) }
  }
}
