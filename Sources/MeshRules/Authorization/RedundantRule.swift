import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds rules that match nothing which another rule of the same action does not match too.
package struct RedundantRule: Rule {
  package static let page = RulePage.redundantRule

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let policies = context.mesh.authorizationPolicyIndex.policies
    // One finding for the rule that makes others useless, at the first of them.
    let groups = Dictionary(grouping: context.relations.redundant(), by: \.other)
    for (other, relations) in groups.sorted(by: { ($0.key.policy, $0.key.rule) < ($1.key.policy, $1.key.rule) }) {
      guard let wide = policies[other.policy].rules?[other.rule],
        let narrow = policies[relations[0].rule.policy].rules?[relations[0].rule.rule]
      else { continue }
      // A rule without conditions is reported itself.
      if let open = policies[other.policy].openRule, open.reach == .everybody, open.span == wide.span { continue }
      let policy = policies[relations[0].rule.policy]
      let more = relations.count > 1 ? ", and \(count(relations.count - 1, "more rule")) like it" : ""
      let source =
        other.policy == relations[0].rule.policy ? "another rule" : "\(quoted(policies[other.policy].metadata.key))"
      findings.report(
        RuleFinding(
          "\(policy.title) has a rule without effect\(more): \(source) matches all that "
            + "it does",
          on: policy.metadata.reference, at: narrow.span, related: [.init("the wider rule", at: wide.span)],
          help: "remove it, or narrow the wider rule"))
    }
  }
}
