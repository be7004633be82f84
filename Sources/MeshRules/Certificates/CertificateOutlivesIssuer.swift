import Certificates
import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds certificates that are valid for longer than the one that signed them.
package struct CertificateOutlivesIssuer: Rule {
  package static let page = RulePage.certificateOutlivesIssuer
  package static let scope = RuleScope.kubernetes

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for outlived in context.mesh.outlivedIssuers() {
      let (certificate, issuer) = (outlived.certificate, outlived.issuer)
      findings.report(
        RuleFinding(
          "the certificate \(quoted(certificate.subject.text)) of \(outlived.owner.title) is valid until "
            + "\(calendarDay(certificate.notAfter)), and \(quoted(issuer.subject.text)), which signed it, until "
            + calendarDay(issuer.notAfter),
          on: outlived.owner.reference, at: outlived.place, related: [.init("its issuer", at: outlived.issuerPlace)],
          help: "reckon with the earlier day: on it, clients stop taking the certificate"))
    }
  }
}
