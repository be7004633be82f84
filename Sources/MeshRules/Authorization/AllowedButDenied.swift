import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds ALLOW rules all of whose requests a DENY policy refuses.
package struct AllowedButDenied: Rule {
  package static let page = RulePage.allowedButDenied

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let policies = context.mesh.authorizationPolicyIndex.policies
    for relation in context.relations.alwaysDenied() {
      let (policy, denying) = (policies[relation.rule.policy], policies[relation.other.policy])
      guard let rule = policy.rules?[relation.rule.rule], let other = denying.rules?[relation.other.rule] else {
        continue
      }
      findings.report(
        RuleFinding(
          "\(policy.title) has an ALLOW rule that lets nobody in: DENY policy "
            + "\(quoted(denying.metadata.key)) refuses all that it matches",
          on: policy.metadata.reference, at: rule.span, related: [.init("the rule that denies", at: other.span)],
          help: "DENY is decided before ALLOW; leave out of the DENY rule what is to be let in"))
    }
  }
}
