import Certificates
import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds issuers of Linkerd that do not lead to its trust anchors.
package struct IssuerNotFromTrustAnchor: LinkerdRule {
  package static let page = RulePage.issuerNotFromTrustAnchor

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    guard let reader = context.mesh.certificates.reader else { return }
    for trust in context.mesh.linkerdTrusts {
      for issuer in trust.issuers {
        guard let anchors = trust.anchors(for: issuer) else {
          findings.skip(needs: "the trust anchors of Linkerd")
          continue
        }
        switch trust.problem(of: issuer, with: anchors, reader) {
        case .chain(let problem):
          let other = trust.otherAnchors(of: issuer, reader)
          if let finding = RuleFinding.chain(problem, issuer, anchors, other: other) { findings.report(finding) }
        case .purpose(let certificate): findings.report(.purpose(certificate, issuer, anchors))
        case .pathTooLong(let certificate): findings.report(.pathTooLong(certificate, issuer))
        case nil: continue
        }
      }
    }
  }
}

extension RuleFinding {
  /// Nil for what is said of a trust anchor itself.
  ///
  /// `other`: Anchors in another place, to which the issuer leads.
  fileprivate static func chain(
    _ problem: ChainProblem, _ issuer: LinkerdTrust.Issuer, _ anchors: LinkerdTrust.Anchors,
    other: LinkerdTrust.Anchors?
  ) -> RuleFinding? {
    let chain = [issuer.certificate] + issuer.intermediates
    func element(_ depth: Int) -> CertificateInventory.Placed<Certificate>? {
      chain.indices.contains(depth) ? chain[depth] : nil
    }
    let reason: String
    switch problem {
    case .noIssuer(let depth), .badSignature(let depth):
      let last = (element(depth) ?? issuer.certificate).value
      let hasNamesake = anchors.certificates.contains { $0.subject == last.issuer }
      reason =
        "\(quoted(last.issuer.text)) signed \(depth == 0 ? "it" : last.title), "
        + (hasNamesake
          ? "with another key than the trust anchor of this name has" : "and no trust anchor has this name")
    case .notCA(let depth):
      guard let element = element(depth) else { return nil }
      reason = "\(element.value.title) above it is no CA"
    case .pathTooLong(let depth):
      reason = "\(element(depth)?.value.title ?? "a trust anchor") above it lets fewer CAs follow"
    case .other(let words, _): reason = words
    // Not asked for.
    case .expired, .notYetValid: return nil
    }
    guard let other else { return issuer.isNotAccepted(because: reason, anchors) }
    var finding = issuer.isNotAccepted(because: "\(reason), but \(other.content.title) has its root", anchors)
    finding.related += other.related
    finding.help = "put the root of the issuer into the trust anchors, which these places are to have in common"
    return finding
  }

  fileprivate static func purpose(
    _ certificate: CertificateInventory.Placed<Certificate>, _ issuer: LinkerdTrust.Issuer,
    _ anchors: LinkerdTrust.Anchors
  ) -> RuleFinding {
    var finding = issuer.isNotAccepted(
      because: "the extended key usage of \(certificate.value.title) leaves out serverAuth", anchors)
    finding.help = "issue \(certificate.value.title) anew without an extended key usage"
    return finding
  }

  fileprivate static func pathTooLong(
    _ certificate: CertificateInventory.Placed<Certificate>, _ issuer: LinkerdTrust.Issuer
  ) -> RuleFinding {
    RuleFinding(
      "\(certificate.value.title) in \(issuer.content.title) lets fewer CAs follow than it has below it, so proxies "
        + "accept no certificate of this issuer",
      on: issuer.content.text.owner.reference, at: certificate.place,
      help: "issue it anew with a longer path, or without a limit")
  }
}

extension LinkerdTrust.Issuer {
  fileprivate func isNotAccepted(because reason: String, _ anchors: LinkerdTrust.Anchors) -> RuleFinding {
    let effect =
      anchors.source == .issuerSecret ? "\"linkerd check\" fails" : "linkerd-identity does not start with it"
    return RuleFinding(
      "the issuer in \(content.title), \(certificate.value.title), does not lead to the trust anchors in "
        + "\(anchors.content.title), so \(effect): \(reason)",
      on: content.text.owner.reference, at: certificate.place, related: anchors.related,
      help: "add the root that signed the issuer to the trust anchors, or have one of them sign the issuer")
  }
}
