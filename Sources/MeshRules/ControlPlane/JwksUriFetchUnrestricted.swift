import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds control planes that fetch keys for tokens from any address.
package struct JwksUriFetchUnrestricted: Rule {
  package static let page = RulePage.jwksUriFetchUnrestricted

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.unrestrictedKeyFetching() {
      let keys = found.policies.map(\.metadata.key)
      let names = keys.prefix(5).joined(separator: ", ") + (keys.count > 5 ? ", and \(keys.count - 5) more" : "")
      findings.report(
        RuleFinding(
          "BLOCKED_CIDRS_IN_JWKS_URIS is not configured but \(keys.count) RequestAuthentication resource(s) exist "
            + "(\(names)). Consider configuring it to restrict JWKS URI fetches to trusted networks.",
          on: found.deployment.metadata.reference, at: found.deployment.metadata.span,
          related: found.policies.prefix(4).map { .init("keys are fetched for this policy", at: $0.metadata.span) },
          help: "set BLOCKED_CIDRS_IN_JWKS_URIS in the environment of istiod"))
    }
  }
}
