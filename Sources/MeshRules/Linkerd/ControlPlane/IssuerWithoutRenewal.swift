import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds issuer certificates that nothing renews.
package struct IssuerWithoutRenewal: LinkerdRule {
  package static let page = RulePage.issuerWithoutRenewal
  package static let isOnByDefault = false

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let name = "linkerd-identity-issuer"
    let mesh = linkerd.mesh
    guard !mesh.secretSources.contains(where: { $0.secretName == name }) else { return }
    for secret in mesh.secrets where secret.name == name {
      findings.report(.static(secret.metadata, at: secret.metadata.span))
    }
    for release in mesh.linkerdReleases {
      guard let certificate = release.values.issuerCertificate, !certificate.value.isBlank else { continue }
      findings.report(.static(release.metadata, at: certificate.span))
    }
  }
}

extension RuleFinding {
  fileprivate static func `static`(_ owner: Metadata, at place: SourceSpan) -> RuleFinding {
    RuleFinding(
      "\(owner.title) holds the issuer's certificate itself, which nothing renews before it expires",
      on: owner.reference, at: place,
      help: "let cert-manager write the Secret linkerd-identity-issuer, with the scheme kubernetes.io/tls")
  }
}
