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
    let outOfTime = context.mesh.certificates.occurrences.filter {
      $0.certificate.notAfter < now || $0.certificate.notBefore > now
    }
    guard !outOfTime.isEmpty else { return }
    let credentials = context.mesh.credentialsOutOfTime()
    for occurrence in outOfTime {
      guard let occurrence = occurrence.filtered({ !credentials.contains($0) }) else { continue }
      let certificate = occurrence.certificate
      let words =
        certificate.notAfter < now
        ? "expired on \(calendarDay(certificate.notAfter))"
        : "is not valid before \(calendarDay(certificate.notBefore))"
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
