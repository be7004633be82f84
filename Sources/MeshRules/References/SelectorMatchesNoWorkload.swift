import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds RequestAuthentications and PeerAuthentications whose selector matches nothing.
package struct SelectorMatchesNoWorkload: Rule {
  package static let page = RulePage.selectorMatchesNoWorkload

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let verdicts = context.mesh.unmatchedAuthentications()
    for found in verdicts.unmatched {
      let reference = found.policy.metadata.reference
      findings.report(
        RuleFinding(
          "\(found.policy.title) has no effect: no workload has the labels "
            + found.labels.text,
          on: reference, at: found.place, help: found.remedy))
    }
    for namespace in verdicts.unjudged {
      findings.skip(needs: "the workloads that policies of \(namespace) may select")
    }
  }
}
