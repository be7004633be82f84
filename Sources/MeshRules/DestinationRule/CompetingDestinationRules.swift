import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds DestinationRules that lose settings because another rule of the namespace names the same host.
package struct CompetingDestinationRules: Rule {
  package static let page = RulePage.competingDestinationRules

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let rules = context.mesh.destinationRules
    for lost in context.mesh.lostSettings() {
      let (loser, winner) = (rules[lost.rule], rules[lost.winner])
      findings.report(
        RuleFinding(
          "\(loser.title) loses its \(lost.words) for host \(quoted(loser.host.value)): "
            + lost.reason(quoted(winner.metadata.key)),
          on: loser.metadata.reference,
          at: lost.losesPolicy ? loser.host.span : lost.lostSubsets.first?.name.span ?? loser.host.span,
          related: [.init("the rule that counts", at: winner.host.span)],
          help: lost.remedy(winner.metadata, loser.metadata)))
    }
  }
}

extension LostSettings {
  /// What is lost.
  fileprivate var words: String {
    let names = lostSubsets.map { quoted($0.name.value) }
    let subsets = names.isEmpty ? [] : ["\(names.count == 1 ? "subset" : "subsets") \(list(names))"]
    return ((losesPolicy ? ["trafficPolicy"] : []) + subsets).joined(separator: " and ")
  }

  fileprivate func reason(_ winner: String) -> String {
    switch cause {
    case .merged: "Istio merges it into \(winner), and what that says already counts"
    case .replaced: "because of exportTo, Istio does not merge it with \(winner), and the last one counts alone"
    case .absorbed: "Istio merges it into \(winner), which selects workloads, and it is gone for all others"
    }
  }

  /// What to do, why it is this rule that loses, and how sure that is.
  fileprivate func remedy(_ winner: Metadata, _ loser: Metadata) -> String {
    switch cause {
    case .absorbed: "name the namespace in exportTo in place of \".\", which keeps the two apart"
    case .merged: "make one rule of the two; \(Metadata.reasonForOrder(winner, loser))"
    case .replaced where loser.creationTimestamp != nil: "make one rule of the two; the younger one wins"
    case .replaced:
      "make one rule of the two; in the cluster the younger one wins, and as files do not tell the age, the order of the "
        + "names is assumed"
    }
  }
}
