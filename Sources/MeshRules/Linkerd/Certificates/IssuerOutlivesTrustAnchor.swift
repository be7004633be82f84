import Certificates
import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds issuers of Linkerd that last longer than the trust anchor above them.
package struct IssuerOutlivesTrustAnchor: LinkerdRule {
  package static let page = RulePage.issuerOutlivesTrustAnchor

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    guard let reader = context.mesh.certificates.reader else { return }
    for trust in context.mesh.linkerdTrusts {
      for issuer in trust.issuers {
        guard let anchors = trust.anchors(for: issuer), let end = trust.end(of: anchors, for: issuer, reader),
          issuer.certificate.value.notAfter - end > Self.tolerance, context.mesh.options.now.map({ $0 <= end }) ?? true
        else { continue }
        findings.report(.outlives(issuer, anchors, end: end))
      }
    }
  }

  /// In seconds: both are often made one after the other, to last equally long.
  private static let tolerance = 86_400
}

extension RuleFinding {
  fileprivate static func outlives(
    _ issuer: LinkerdTrust.Issuer, _ anchors: LinkerdTrust.Anchors, end: Int
  ) -> RuleFinding {
    RuleFinding(
      "the issuer in \(issuer.content.title), \(issuer.certificate.value.title), is valid until "
        + "\(calendarDay(issuer.certificate.value.notAfter)), but its trust anchor only until \(calendarDay(end))",
      on: issuer.content.text.owner.reference, at: issuer.certificate.place, related: anchors.related,
      help: "replace the trust anchor before that day, at which all connections fail at once")
  }
}
