import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds that what signs Linkerd's issuer is not among the trust anchors.
struct LinkerdAuthorityNotTrusted: LinkerdRule {
  static let page = RulePage.linkerdAuthorityNotTrusted

  func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let graph = context.mesh.certificateGraph
    for certificate in context.mesh.linkerdIssuerCertificates {
      guard let missing = context.mesh.missingTrust(in: certificate), let issuer = graph.issuer(of: certificate),
        let secret = issuer.caSecretName
      else { continue }
      let words: String
      var related = [Finding.Related("what it signs for Linkerd", at: certificate.metadata.span)]
      switch missing {
      case .missingIn(let bundle):
        words = "\(bundle.title) does not take its certificate from this Secret, or one above it"
        related.append(.init("the Bundle", at: bundle.sources.first?.span ?? bundle.metadata.span))
      case .misnamed(let bundle):
        words = "\(bundle.title) writes the ConfigMap \(quoted(bundle.name)), which Linkerd does not read"
        related.append(.init("the Bundle", at: bundle.metadata.span))
      case .nothing:
        words = "nothing puts its certificate into the ConfigMap \(LinkerdSecretName.trustRoots)"
      }
      findings.report(
        RuleFinding(
          "\(issuer.title) signs Linkerd's issuer with Secret \(quoted(secret.value)), and \(words)",
          on: issuer.metadata.reference, at: secret.span, related: related,
          help: "let a Bundle \(LinkerdSecretName.trustRoots) take the certificate from the Secret"))
    }
  }
}
