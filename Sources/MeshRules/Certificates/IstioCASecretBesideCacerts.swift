import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds Secrets `istio-ca-secret` that istiod does not read, since there is a Secret `cacerts`.
package struct IstioCASecretBesideCacerts: Rule {
  package static let page = RulePage.istioCaSecretBesideCacerts

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let authorities = context.mesh.pluggedInCAs()
    for secret in context.mesh.mesh.secrets where secret.name == "istio-ca-secret" {
      guard let used = authorities.first(where: { $0.secret.namespace == secret.namespace }) else { continue }
      findings.report(
        RuleFinding(
          "\(secret.title) is not read, since istiod signs with \(used.secret.title)",
          on: secret.metadata.reference, at: secret.metadata.name.span,
          related: [.init("the one that istiod reads", at: used.secret.metadata.name.span)],
          help: "take it out; what stands in it would be the root of the mesh again if cacerts went away"))
    }
  }
}
