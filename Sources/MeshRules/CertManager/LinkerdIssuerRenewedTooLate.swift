import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds Certificates for Linkerd's issuer that are renewed when proxies' certificates last longer already.
struct LinkerdIssuerRenewedTooLate: LinkerdRule {
  static let page = RulePage.linkerdIssuerRenewedTooLate

  func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let issuance = linkerd.issuanceLifetime
    for certificate in context.mesh.linkerdIssuerCertificates {
      guard let life = CertificateLifetime(certificate), life.renewBefore <= issuance.seconds else { continue }
      findings.report(
        RuleFinding(
          "\(certificate.title) is renewed \(lifetime(life.renewBefore)) before its end, no more than the "
            + "\(lifetime(issuance.seconds)) that proxies' certificates last, so linkerd-identity cuts these short",
          on: certificate.metadata.reference,
          at: certificate.renewBefore?.span ?? certificate.renewBeforePercentage?.span ?? certificate.duration?.span
            ?? certificate.metadata.span,
          related: issuance.written.map { [.init("the lifetime of proxies' certificates", at: $0.span)] } ?? [],
          help: "renew it earlier than \(lifetime(issuance.seconds)) before its end, as with duration: 48h and "
            + "renewBefore: 25h"))
    }
  }
}
