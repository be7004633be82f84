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
      findings.report(.late(certificate, life, issuance.seconds, written: issuance.written?.span))
    }
  }
}

extension RuleFinding {
  fileprivate static func late(
    _ certificate: ManagedCertificate, _ life: CertificateLifetime, _ issuance: Double, written: SourceSpan?
  ) -> RuleFinding {
    let words =
      life.isRenewed
      ? "is renewed \(lifetime(life.renewBefore)) before its end, no more than the \(lifetime(issuance)) that proxies' "
        + "certificates last, so linkerd-identity cuts these short"
      : "is not renewed by cert-manager, so linkerd-identity cuts proxies' certificates short in its last "
        + "\(lifetime(issuance)), and then signs none"
    // `pkg/issuercerts/issuercerts.go` CheckExpiringSoon.
    let isShort = life.duration < 60 * 86400
    return RuleFinding(
      "\(certificate.title) \(words)", on: certificate.metadata.reference,
      at: (life.isRenewed ? nil : certificate.renewalPolicy?.span) ?? certificate.renewalPlace,
      related: written.map { [.init("the lifetime of proxies' certificates", at: $0)] } ?? [],
      help: "renew it earlier than \(lifetime(issuance)) before its end, as with duration: 48h and renewBefore: 25h"
        + (isShort ? "; \"linkerd check\" warns of any issuer that lasts for less than 60 days" : ""))
  }
}
