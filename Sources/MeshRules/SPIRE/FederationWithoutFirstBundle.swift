import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds bundle endpoints that cannot be trusted, since nothing gives the bundle to check them with.
struct FederationWithoutFirstBundle: Rule {
  static let page = RulePage.federationWithoutFirstBundle
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let known = context.mesh.federatedTrustDomains
    for federation in context.mesh.mesh.spire.federatedTrustDomains where federation.profile?.value == "https_spiffe" {
      guard let written = federation.trustDomain, let name = try? SPIFFEID.trustDomain(written.value),
        let endpoint = federation.endpointSPIFFEID, let id = try? SPIFFEID(endpoint.value)
      else { continue }
      let isOwn = id.trustDomain == name
      if isOwn ? federation.trustDomainBundle != nil : known.contains(id.trustDomain) { continue }
      if id.trustDomain == context.mesh.spireControllers.trustDomain(of: federation.className) { continue }
      findings.report(
        RuleFinding(
          "\(federation.title) trusts an endpoint of \(quoted(id.trustDomain)), whose first bundle nothing gives",
          on: federation.metadata.reference, at: endpoint.span,
          help: isOwn
            ? "write the bundle of \(quoted(name)) into trustDomainBundle, or set it with `spire-server bundle set`"
            : "add a ClusterFederatedTrustDomain for \(quoted(id.trustDomain)), or name an endpoint of \(quoted(name))")
      )
    }
  }
}
