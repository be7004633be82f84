import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds CA Certificates of cert-manager that are over before what they signed.
struct AuthorityOutlived: Rule {
  static let page = RulePage.authorityOutlived
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for outlived in context.mesh.outlivedAuthorities {
      guard let first = outlived.children.first else { continue }
      findings.report(.outlived(outlived, by: first.certificate, first.lifetime))
    }
  }
}

extension RuleFinding {
  fileprivate static func outlived(
    _ outlived: OutlivedAuthority, by first: ManagedCertificate, _ life: CertificateLifetime
  ) -> RuleFinding {
    let (authority, limit) = (outlived.authority, outlived.lifetime)
    let others =
      outlived.children.count > 1 ? " and of \(count(outlived.children.count - 1, "other Certificate"))" : ""
    let child = "a certificate of \(first.title)\(others)"
    let shorter = "let what it signs last for less"
    let (words, place, help, severity): (String, SourceSpan?, String, Severity?) =
      switch outlived.reason {
      case .renewedTooLate:
        (
          "is renewed \(lifetime(limit.renewBefore)) before its end, and \(child) that it signed before is in use for "
            + lifetime(life.use), authority.renewalPlace,
          life.use < limit.duration
            ? "renew the CA at least \(lifetime(life.use)) before its end, or \(shorter)"
            : "let the CA last for longer than \(lifetime(life.use)), or \(shorter)", nil
        )
      case .notRenewed:
        (
          "is not renewed by cert-manager, and \(child) that it signs is in use for \(lifetime(life.use))",
          authority.renewalPolicy?.span, "replace the CA at least \(lifetime(life.use)) before its end", .info
        )
      case .lastsForLess:
        (
          "lasts for \(lifetime(limit.duration)), and \(child), which nobody accepts once the CA is over, is made for "
            + lifetime(life.duration), authority.duration?.span, "let the CA last for longer, or \(shorter)", .info
        )
      }
    return RuleFinding(
      "\(authority.title) \(words)", on: authority.metadata.reference, at: place ?? authority.metadata.span,
      related: outlived.children.prefix(4).map {
        .init("signed by it", at: $0.certificate.duration?.span ?? $0.certificate.metadata.span)
      },
      help: help, severity: severity)
  }
}
