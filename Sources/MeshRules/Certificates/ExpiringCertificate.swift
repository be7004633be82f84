import Certificates
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds certificates that are soon over.
struct ExpiringCertificate: Rule {
  static let page = RulePage.expiringCertificate
  static let scope = RuleScope.kubernetes

  private static let day = 86_400

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    guard let now = context.mesh.options.now else { return }
    let renewed = context.mesh.renewedSecrets
    for occurrence in context.mesh.certificateOccurrences {
      let certificate = occurrence.certificate
      guard (certificate.notBefore...max(certificate.notBefore, certificate.notAfter)).contains(now) else { continue }
      // `linkerd check` warns 60 days before (`pkg/issuercerts/issuercerts.go`).
      let standard = (occurrence.places.contains { $0.text.isCheckedByLinkerd } ? 60 : 30) * Self.day
      let window = context.mesh.options.expiryWindow ?? standard
      guard certificate.notAfter - now < window else { continue }
      // One for so short a time would be reported for most of it.
      let isShortLived = certificate.notAfter - certificate.notBefore < 2 * window
      if isShortLived, occurrence.places.contains(where: { renewed.contains($0.text) }) { continue }
      let days = (certificate.notAfter - now) / Self.day
      let rest = days == 0 ? "within a day" : "in \(count(days, "day"))"
      let finding = occurrence.finding(
        "expires on \(calendarDay(certificate.notAfter)), \(rest)",
        help: certificate.isCA == true
          ? "make its successor, and let everything that trusts this one trust both before it is over"
          : "renew it before, or let cert-manager renew it")
      if let finding { findings.report(finding) }
    }
  }
}
