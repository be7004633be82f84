import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds secret keys in the `jwks` of RequestAuthentications that Istio cannot read; in the others its webhook finds
/// them.
package struct PrivateKeyInJwks: Rule {
  package static let page = RulePage.privateKeyInJwks

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for policy in context.mesh.written.requestAuthentications {
      for rule in policy.jwtRules where rule.secretKeyCount > 0 && !rule.hasReadableKeys {
        guard let jwks = rule.jwks else { continue }
        // Reports mask the text: it is the secret.
        findings.report(
          RuleFinding(
            "\(policy.title) holds \(count(rule.secretKeyCount, "secret key")): whoever "
              + "reads the manifest can sign tokens",
            on: policy.metadata.reference,
            at: jwks.span,
            help: "keep only the public part (n and e, or x and y), and replace the key: it was published"))
      }
    }
  }
}
