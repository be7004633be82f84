import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds AuthorizationPolicies about tokens of an issuer that no RequestAuthentication takes.
package struct UnknownTokenIssuer: Rule {
  package static let page = RulePage.unknownTokenIssuer

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let policies = context.authorization.policies
    for found in context.tokens.unknownIssuers() {
      guard context.describesPolicies(for: policies[found.policy].namespace) else {
        findings.skip(needs: "all RequestAuthentications of the namespace and of the root namespace")
        continue
      }
      findings.report(.unknown(found, of: policies[found.policy].metadata))
    }
  }
}

extension RuleFinding {
  fileprivate static func unknown(_ found: UnknownIssuer, of policy: Metadata) -> RuleFinding {
    let names = Set(found.known.map { quoted($0.value) }).sorted()
    return RuleFinding(
      "\(policy.title) names \(quoted(found.value.value)), which is no token's: the "
        + "RequestAuthentications in force take \(names.count == 1 ? "issuer" : "issuers") \(list(names))",
      on: policy.reference, at: found.value.span,
      related: found.known.map { .init("an issuer that is taken", at: $0.span) }.eachPlaceOnce(),
      help: "write ISSUER/SUBJECT, with the issuer as the RequestAuthentication has it")
  }
}
