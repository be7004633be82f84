import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds Certificates that ask a public CA for what it does not give.
struct ACMEIssuerForAuthority: Rule {
  static let page = RulePage.acmeIssuerForAuthority
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let graph = context.mesh.certificateGraph
    for issuer in UpstreamIssuer.all(in: context.mesh) {
      if let finding = issuer.ofWrongType(in: graph) { findings.report(finding) }
    }
    for certificate in context.mesh.mesh.certManager.certificates {
      guard let issuer = graph.issuer(of: certificate), issuer.signers.map(\.value) == [.acme] else { continue }
      let wanted: (words: String, place: SourceSpan)
      if let isCA = certificate.isCA, isCA.value {
        wanted = ("a CA certificate", isCA.span)
      } else if let uri = certificate.uris.first {
        wanted = ("a certificate for the URI \(quoted(uri.value))", uri.span)
      } else {
        continue
      }
      findings.report(
        RuleFinding(
          "\(certificate.title) asks for \(wanted.words), and \(issuer.title) is of type acme, which gives "
            + "certificates for hosts only",
          on: certificate.metadata.reference, at: wanted.place,
          related: [.init("the issuer", at: issuer.metadata.span)],
          help: "use an issuer of type ca, vault or venafi"))
    }
  }
}
