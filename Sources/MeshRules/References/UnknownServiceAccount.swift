import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds service accounts in AuthorizationPolicies that nobody runs as.
package struct UnknownServiceAccount: Rule {
  package static let page = RulePage.unknownServiceAccount

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.unknownAccounts(context.identities) {
      guard let first = found.uses.first else { continue }
      let policy = context.mesh.authorizationPolicyIndex.policies[first.policy]
      let name = quoted("\(found.account.namespace)/\(found.account.name)")
      findings.report(
        RuleFinding(
          "Service account \(name) in \(policy.title) \(policy.effectOfNoMatch(isNegated: first.isNegated)): the given "
            + "manifests neither define it nor run anything as it",
          on: policy.metadata.reference, at: first.value.span,
          related: found.uses.dropFirst().eachPlace("the same account"),
          help: found.suggestion.map { "did you mean \(quoted($0))?" }))
    }
  }
}
