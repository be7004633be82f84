import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds keys for tokens that istiod fetches over plain HTTP from outside the mesh.
package struct InsecureJwksUri: Rule {
  package static let page = RulePage.insecureJwksUri

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for policy in context.mesh.requestAuthenticationIndex.policies {
      for uri in policy.jwtRules.compactMap(\.jwksURI) where uri.value.lowercased().hasPrefix("http://") {
        let host = uri.value.dropFirst("http://".count).prefix { $0 != "/" && $0 != ":" }
        guard host.contains("."), !host.hasSuffix(".local"), !host.contains(".svc"),
          context.mesh.registry.named(String(host)).isEmpty
        else { continue }
        findings.report(
          RuleFinding(
            "\(policy.title) fetches the keys that tokens are checked with in plain "
              + "text: whoever is on the way can replace them",
            on: policy.metadata.reference, at: uri.span, help: "use https"))
      }
    }
  }
}
