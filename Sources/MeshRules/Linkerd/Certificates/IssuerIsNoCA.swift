import Certificates
import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds issuers of Linkerd that may not sign certificates.
package struct IssuerIsNoCA: LinkerdRule {
  package static let page = RulePage.issuerIsNoCa

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for issuer in context.mesh.linkerdTrusts.flatMap(\.issuers) {
      let certificate = issuer.certificate.value
      if certificate.isCA != true {
        findings.report(.noCA(issuer))
      } else if !certificate.maySign {
        findings.report(.noSigning(issuer))
      }
    }
  }
}

extension RuleFinding {
  fileprivate static func noCA(_ issuer: LinkerdTrust.Issuer) -> RuleFinding {
    RuleFinding(
      "the issuer in \(issuer.content.title), \(issuer.certificate.value.title), is no CA, so linkerd-identity does "
        + "not start",
      on: issuer.content.text.owner.reference, at: issuer.certificate.place,
      help: "issue it anew as an intermediate CA; a Certificate of cert-manager needs isCA: true")
  }

  fileprivate static func noSigning(_ issuer: LinkerdTrust.Issuer) -> RuleFinding {
    RuleFinding(
      "the issuer in \(issuer.content.title), \(issuer.certificate.value.title), may not sign certificates by its key "
        + "usage, which other readers than Linkerd's heed",
      on: issuer.content.text.owner.reference, at: issuer.certificate.place,
      help: "issue it anew with the key usage keyCertSign", severity: .warning)
  }
}
