import Certificates
import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds certificates that are over, or not valid yet.
struct ExpiredCertificate: Rule {
  static let page = RulePage.expiredCertificate
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    guard let now = context.mesh.options.now else { return }
    for content in context.mesh.certificates.contents {
      for (certificate, place) in content.certificates {
        let words: String
        if certificate.notAfter < now {
          words = "expired on \(calendarDay(certificate.notAfter))"
        } else if certificate.notBefore > now {
          words = "is not valid before \(calendarDay(certificate.notBefore))"
        } else {
          continue
        }
        // Others of a bundle may still do.
        let severity: Severity? = content.certificates.count > 1 ? .warning : nil
        let owner = content.text.owner
        findings.report(
          RuleFinding(
            "the certificate \(quoted(certificate.subject.text)) in \(content.text.name) of \(owner.title) \(words)",
            on: owner.reference, at: place,
            help: severity == nil
              ? "replace it by one that is valid; everything that checks it refuses the connection"
              : "take it out of the bundle once nothing that it signed is in use", severity: severity))
      }
    }
  }
}
