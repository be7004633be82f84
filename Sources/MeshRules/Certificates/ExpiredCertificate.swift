import Certificates
import Diagnostics
import MeshResolver
import RuleCatalogue

/// Finds certificates that are over, or not valid yet.
struct ExpiredCertificate: Rule {
  static let page = RulePage.expiredCertificate
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    guard let now = context.mesh.options.now else { return }
    for occurrence in context.mesh.certificates.occurrences {
      let certificate = occurrence.certificate
      let words: String
      if certificate.notAfter < now {
        words = "expired on \(calendarDay(certificate.notAfter))"
      } else if certificate.notBefore > now {
        words = "is not valid before \(calendarDay(certificate.notBefore))"
      } else {
        continue
      }
      // Others of a bundle may still do.
      let severity: Severity? = occurrence.places.contains(where: \.isAlone) ? nil : .warning
      let finding = occurrence.finding(
        words,
        help: severity == nil
          ? "replace it by one that is valid; everything that checks it refuses the connection"
          : "take it out of the bundle once nothing that it signed is in use", severity: severity)
      if let finding { findings.report(finding) }
    }
  }
}
