import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds RequestAuthentications whose workloads take requests without token.
package struct TokenNotRequired: Rule {
  package static let page = RulePage.tokenNotRequired

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.tokens.optionalTokens() {
      guard context.describesPolicies(for: found.authentication.namespace) else {
        findings.skip(needs: "all AuthorizationPolicies of the namespace and of the root namespace")
        continue
      }
      findings.report(.optional(found, in: context.mesh))
    }
  }
}

extension RuleFinding {
  fileprivate static func optional(_ found: OptionalToken, in mesh: EffectiveMesh) -> RuleFinding {
    let metadata = found.authentication.metadata
    return RuleFinding(
      "\(metadata.title) requires no token: requests without one pass, and no "
        + "AuthorizationPolicy for \(found.workloads.words(in: mesh)) asks for one",
      on: metadata.reference, at: metadata.span,
      help: "add an AuthorizationPolicy that denies requests with notRequestPrincipals: [\"*\"]",
      severity: found.isPassedOn ? .info : nil)
  }
}
