import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds Certificates that sign themselves and are no root.
struct SelfSignedLeaf: Rule {
  static let page = RulePage.selfSignedLeaf
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let (mesh, graph) = (context.mesh.mesh, context.mesh.certificateGraph)
    let known = context.mesh.distributedNames
    for certificate in mesh.certManager.certificates {
      guard let issuer = graph.issuer(of: certificate), issuer.soleSigner == .selfSigned,
        let place = certificate.issuerRef?.name?.span
      else { continue }
      if let kind = context.mesh.meshSigned(by: certificate) {
        findings.report(.authority(certificate, issuer, of: kind, at: place))
      } else if certificate.isCA?.value != true, let known, !known.contains(certificate.name),
        !known.contains(certificate.secretName?.value ?? "")
      {
        findings.report(.leaf(certificate, issuer, at: place))
      }
    }
  }
}

extension RuleFinding {
  fileprivate static func authority(
    _ certificate: ManagedCertificate, _ issuer: CertificateIssuer, of mesh: MeshKind, at place: SourceSpan
  ) -> RuleFinding {
    let trust = mesh == .linkerd ? "no proxy trusts until the trust anchors are replaced" : "no running workload trusts"
    return RuleFinding(
      "\(certificate.title) signs itself, so each renewal makes a new root, which \(trust)",
      on: certificate.metadata.reference, at: place, related: [.init("the issuer", at: issuer.metadata.span)],
      help: "issue a root once by this issuer, and this Certificate by an issuer of type ca")
  }

  fileprivate static func leaf(
    _ certificate: ManagedCertificate, _ issuer: CertificateIssuer, at place: SourceSpan
  ) -> RuleFinding {
    RuleFinding(
      "\(certificate.title) signs itself, so each renewal makes a certificate that no client knows",
      on: certificate.metadata.reference, at: place, related: [.init("the issuer", at: issuer.metadata.span)],
      help: "issue a root by this issuer, and this Certificate by an issuer of type ca", severity: .info)
  }
}
