import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds rules, alternatives of rules and single values that no request matches, because clauses exclude each other.
package struct RuleNeverMatches: Rule {
  package static let page = RulePage.ruleNeverMatches

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let policies = context.mesh.authorizationPolicyIndex.policies
    var seen: Set<SourceSpan> = []
    for part in context.relations.deadParts() where part.contradiction.clauses.count > 1 {
      let place = part.isWholeRule ? policies[part.rule.policy].rules?[part.rule.rule].span : nil
      let clause = part.contradiction.clauses[part.contradiction.value == nil ? 1 : 0]
      guard seen.insert(place ?? clause.name.span).inserted else { continue }
      findings.report(.dead(part, policies[part.rule.policy]))
    }
  }
}

extension RuleFinding {
  fileprivate static func dead(_ part: DeadPart, _ policy: AuthorizationPolicy) -> RuleFinding {
    let (first, second) = (part.contradiction.clauses[0], part.contradiction.clauses[1])
    let name = policy.title
    let other = second.values.first?.span ?? second.name.span
    if let value = part.contradiction.value {
      return RuleFinding(
        "\(name) names \(quoted(value.value)) in \(first.name.value), which nothing matches: \(second.name.value) beside "
          + "it allows none of that, and all fields of one source or operation hold together",
        on: policy.metadata.reference, at: value.span, related: [.init("what else must hold", at: other)],
        help: "put what is an alternative into an item of its own in `from` or `to`", severity: .warning)
    }
    let what = part.isWholeRule ? "a rule that never matches" : "an alternative that never matches"
    return RuleFinding(
      "\(name) has \(what): \(first.name.value) and \(second.name.value) exclude each other",
      on: policy.metadata.reference, at: other,
      related: [.init("the other condition", at: first.values.first?.span ?? first.name.span)],
      help: "put what is an alternative into an item of its own in `from` or `to`")
  }
}
