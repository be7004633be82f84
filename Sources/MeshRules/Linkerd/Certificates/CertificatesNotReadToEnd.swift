import Certificates
import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds certificates of Linkerd's issuer or trust anchors that linkerd-identity does not read to the end.
package struct CertificatesNotReadToEnd: LinkerdRule {
  package static let page = RulePage.certificatesNotReadToEnd

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for trust in context.mesh.linkerdTrusts {
      for anchors in trust.anchors {
        if let problem = anchors.readingProblem { findings.report(.notRead(problem, anchors.content)) }
      }
      for issuer in trust.issuers {
        if let problem = issuer.readingProblem { findings.report(.notRead(problem, issuer.content)) }
      }
    }
  }
}

extension RuleFinding {
  fileprivate static func notRead(
    _ problem: LinkerdReadingProblem, _ content: CertificateInventory.Content
  ) -> RuleFinding {
    var severity: Severity?
    let (fact, help): (String, String)
    switch problem {
    case .otherBlock(let label, let isFirst):
      fact =
        "stops reading \(content.title) at a block \(quoted(label))"
        + (isFirst ? ", finds no certificate and does not start" : " and does not see the certificates behind it")
      help = "leave nothing but blocks named CERTIFICATE there"
      severity = isFirst ? nil : .warning
    case .trailingText:
      fact = "does not start, because it takes what stands behind the last certificate in \(content.title) for one more"
      help = "end the text with the last certificate, without an empty line or a comment"
    }
    return RuleFinding(
      "linkerd-identity \(fact)", on: content.text.owner.reference, at: content.place(of: problem), help: help,
      severity: severity)
  }
}
