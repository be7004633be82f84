import Certificates
import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds issuers of Linkerd that last no longer than the certificates that they are to sign.
package struct IssuerLifeTooShort: LinkerdRule {
  package static let page = RulePage.issuerLifeTooShort

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let lifetime = linkerd.settings.issuanceLifetime
    for issuer in context.mesh.linkerdTrusts.flatMap(\.issuers) {
      let certificate = issuer.certificate.value
      guard certificate.notAfter - certificate.notBefore <= lifetime.value else { continue }
      findings.report(
        RuleFinding(
          "the issuer in \(issuer.content.title), \(certificate.title), lasts no longer than the certificates of "
            + "proxies are to, so they all end with it on \(calendarDay(certificate.notAfter))",
          on: issuer.content.text.owner.reference, at: issuer.certificate.place,
          related: lifetime.origin.map { [.init("how long certificates of proxies are to last", at: $0)] } ?? [],
          help: "make the issuer last several times as long, or lower identity.issuer.issuanceLifetime"))
    }
  }
}
