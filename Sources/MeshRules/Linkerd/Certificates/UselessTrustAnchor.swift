import Certificates
import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds certificates among Linkerd's trust anchors that are none, or stand there twice.
package struct UselessTrustAnchor: LinkerdRule {
  package static let page = RulePage.uselessTrustAnchor

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for trust in context.mesh.linkerdTrusts {
      var judged: Set<Certificate> = []
      for content in trust.anchors.map(\.content) {
        let hasUse = content.certificates.contains { $0.value.maySign }
        var seen: Set<Certificate> = []
        for anchor in content.certificates {
          if !seen.insert(anchor.value).inserted {
            findings.report(.twice(anchor, in: content))
          } else if !anchor.value.maySign, judged.insert(anchor.value).inserted {
            findings.report(.noCA(anchor, in: content, hasUse: hasUse))
          }
        }
      }
    }
  }
}

extension RuleFinding {
  fileprivate static func twice(
    _ anchor: CertificateInventory.Placed<Certificate>, in content: CertificateInventory.Content
  ) -> RuleFinding {
    RuleFinding(
      "\(content.title) holds \(anchor.value.title) twice", on: content.text.owner.reference, at: anchor.place,
      help: "take out one; where it should be the next trust anchor, it is still the old one")
  }

  fileprivate static func noCA(
    _ anchor: CertificateInventory.Placed<Certificate>, in content: CertificateInventory.Content, hasUse: Bool
  ) -> RuleFinding {
    RuleFinding(
      "\(anchor.value.title) in \(content.title) is no CA, so linkerd-identity accepts no issuer that it signed",
      on: content.text.owner.reference, at: anchor.place, help: "put the certificate of the root here",
      severity: hasUse ? nil : .error)
  }
}
