import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds CA Certificates of cert-manager whose key stays the same.
struct AuthorityKeyKept: Rule {
  static let page = RulePage.authorityKeyKept
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for certificate in context.mesh.mesh.certManager.certificates {
      let mesh = context.mesh.meshSigned(by: certificate)
      guard mesh != nil || certificate.isCA?.value == true else { continue }
      if let policy = certificate.privateKey?.rotationPolicy {
        if policy.value == "Never" { findings.report(.never(certificate, at: policy.span)) }
      } else if mesh != nil {
        findings.report(.unset(certificate))
      }
    }
  }
}

extension RuleFinding {
  fileprivate static func never(_ certificate: ManagedCertificate, at place: SourceSpan) -> RuleFinding {
    RuleFinding(
      "\(certificate.title) keeps its key when it is renewed, so whoever got hold of it once can sign for ever",
      on: certificate.metadata.reference, at: place, help: "set rotationPolicy: Always")
  }

  fileprivate static func unset(_ certificate: ManagedCertificate) -> RuleFinding {
    RuleFinding(
      "\(certificate.title) does not say whether it gets a new key when it is renewed; before cert-manager 1.18 it "
        + "does not",
      on: certificate.metadata.reference, at: certificate.privateKey?.span ?? certificate.metadata.span,
      help: "set privateKey.rotationPolicy: Always", severity: .info)
  }
}
