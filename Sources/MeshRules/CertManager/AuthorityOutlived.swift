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
      let (authority, limit) = (outlived.authority, outlived.lifetime)
      guard let first = outlived.children.first else { continue }
      let others =
        outlived.children.count > 1 ? " and of \(count(outlived.children.count - 1, "other Certificate"))" : ""
      findings.report(
        RuleFinding(
          "\(authority.title) is renewed \(lifetime(limit.renewBefore)) before its end, and a certificate of "
            + "\(first.certificate.title)\(others) that it signed before is in use for \(lifetime(first.lifetime.use))",
          on: authority.metadata.reference,
          at: authority.renewBefore?.span ?? authority.renewBeforePercentage?.span ?? authority.duration?.span
            ?? authority.metadata.span,
          related: outlived.children.prefix(4).map {
            .init("signed by it", at: $0.certificate.duration?.span ?? $0.certificate.metadata.span)
          },
          help:
            "renew the CA at least \(lifetime(first.lifetime.duration)) before its end, or let what it signs last for less"
        ))
    }
  }
}
