import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds Certificates for the CA of a mesh that are not what the mesh signs with.
struct UnfitMeshAuthority: Rule {
  static let page = RulePage.unfitMeshAuthority
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for certificate in context.mesh.mesh.certManager.certificates {
      guard let mesh = context.mesh.meshSigned(by: certificate), let secret = certificate.secretName else { continue }
      if certificate.isCA?.value != true { findings.report(.noAuthority(certificate, secret, of: mesh)) }
      guard mesh == .linkerd else { continue }
      checkKey(certificate, &findings)
      // Go's verification of the issuer (`pkg/tls/cred.go` Verify).
      if let usage = certificate.usageOfOthers { findings.report(.unfitUsage(certificate, usage)) }
    }
    for key in context.mesh.unfitAuthorityKeys { findings.report(.unfitKey(key)) }
  }

  /// Only the command line client and its check look at the key (`pkg/issuercerts/issuercerts.go`
  /// CheckIssuerCertAlgoRequirements).
  private func checkKey(_ certificate: ManagedCertificate, _ findings: inout RuleFindings) {
    let key = certificate.privateKey
    let algorithm = key?.algorithm.flatMap { $0.value.isEmpty ? nil : $0 }
    if algorithm?.value != "ECDSA" {
      findings.report(
        .unfitKey(
          certificate, algorithm?.value ?? "RSA, cert-manager's default",
          at: algorithm?.span ?? key?.span ?? certificate.metadata.span))
    } else if let size = key?.size, size.value > 0, size.value != 256 {
      findings.report(.unfitKey(certificate, "ECDSA with \(size.value) bits", at: size.span))
    }
  }
}

extension RuleFinding {
  fileprivate static func noAuthority(
    _ certificate: ManagedCertificate, _ secret: Located<String>, of mesh: MeshKind
  ) -> RuleFinding {
    let user = mesh == .linkerd ? "linkerd-identity" : "istiod"
    return RuleFinding(
      "\(certificate.title) makes no CA, and \(user) is to sign with it from Secret \(quoted(secret.value))",
      on: certificate.metadata.reference, at: certificate.isCA?.span ?? secret.span, help: "set isCA: true")
  }

  fileprivate static func unfitKey(
    _ certificate: ManagedCertificate, _ key: String, at place: SourceSpan
  ) -> RuleFinding {
    RuleFinding(
      "\(certificate.title) gets a key of \(key), and Linkerd's issuer has to have one of ECDSA with 256 bits",
      on: certificate.metadata.reference, at: place, help: "set privateKey.algorithm: ECDSA, and size: 256")
  }

  fileprivate static func unfitKey(_ key: UnfitAuthorityKey) -> RuleFinding {
    let words = key.algorithm + (key.size.map { " with \($0) bits" } ?? "")
    return RuleFinding(
      "\(key.authority.title) gets a key of \(words), and \"linkerd check\" takes nothing above Linkerd's issuer but ECDSA "
        + "with 256 bits and RSA, signed with SHA-256",
      on: key.authority.metadata.reference, at: key.place, related: [.init("the issuer", at: key.issuer.metadata.span)],
      help: "set privateKey.algorithm: ECDSA, and size: 256", severity: key.isOfRelease ? .warning : nil)
  }

  fileprivate static func unfitUsage(_ certificate: ManagedCertificate, _ usage: Located<String>) -> RuleFinding {
    RuleFinding(
      "\(certificate.title) is limited to \(quoted(usage.value)), so linkerd-identity does not accept it as an issuer",
      on: certificate.metadata.reference, at: usage.span, help: "add the usage \"server auth\"")
  }
}
