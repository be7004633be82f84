import Certificates
import MeshResolver
import RuleCatalogue

/// Finds certificates that are valid for longer than anybody should rely on.
struct LongLivedCertificate: Rule {
  static let page = RulePage.longLivedCertificate
  static let scope = RuleScope.kubernetes
  static let isOnByDefault = false

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for occurrence in context.mesh.certificateOccurrences {
      let certificate = occurrence.certificate
      let days = (certificate.notAfter - certificate.notBefore) / 86_400
      // Ten years and their leap days; the CA/Browser Forum's 398 days.
      let limit = certificate.isCA == true ? 3653 : 398
      guard days > limit else { continue }
      let finding = occurrence.finding(
        "is valid for \(days) days, longer than \(limit)",
        help: "make it for a shorter time, and let cert-manager renew it")
      if let finding { findings.report(finding) }
    }
  }
}
