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
    // Said here for all rules about certificates, which then have none to judge.
    for _ in context.mesh.certificates.unread { findings.skip(needs: "libcrypto of OpenSSL 3, to read certificates") }
    let outOfTime = context.mesh.certificateOccurrences.filter {
      $0.certificate.notAfter < now || $0.certificate.notBefore > now
    }
    guard !outOfTime.isEmpty else { return }
    let credentials = context.mesh.credentialsOutOfTime()
    for occurrence in outOfTime {
      guard let occurrence = occurrence.filtered({ !credentials.contains($0) }) else { continue }
      let certificate = occurrence.certificate
      guard let role = occurrence.places.first?.role else { continue }
      let finding: RuleFinding?
      if certificate.notAfter < now {
        finding = occurrence.finding(
          "expired on \(calendarDay(certificate.notAfter))", help: role.helpAfter, severity: role.severity)
      } else if certificate.notBefore > now {
        finding = occurrence.finding(
          "is not valid before \(calendarDay(certificate.notBefore))", help: role.helpBefore,
          severity: role == .bundled ? .info : role.severity)
      } else {
        continue
      }
      if let finding { findings.report(finding) }
    }
  }
}

extension CertificateOccurrence.Role {
  /// Nil for that of the rule. Others of a bundle may still do, and clients may know another way to their root.
  fileprivate var severity: Severity? { self == .own ? nil : .warning }

  /// What to do with a certificate whose time is over.
  fileprivate var helpAfter: String {
    switch self {
    case .own: "replace it by one that is valid; everything that checks it refuses the connection"
    case .above: "replace it by one that is valid, or clients that reach their root by it refuse the connection"
    case .bundled: "take it out of the bundle once nothing that it signed is in use"
    }
  }

  /// What to do with a certificate whose time has not come.
  fileprivate var helpBefore: String {
    switch self {
    case .own, .above: helpAfter
    case .bundled: "leave it where it waits for its day; what it signs is not accepted before"
    }
  }
}
