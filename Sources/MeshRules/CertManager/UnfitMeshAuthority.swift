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
      if let usage = certificate.usageOfOthers { findings.report(.unfitUsage(certificate, usage)) }
    }
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
    } else if let size = key?.size, size.value != 256 {
      findings.report(.unfitKey(certificate, "ECDSA with \(size.value) bits", at: size.span))
    }
  }
}

extension ManagedCertificate {
  /// The first extended key usage, where there are some and none of them lets the certificate be above those of servers:
  /// Go's verification asks for that (`pkg/tls/cred.go` Verify), and takes a certificate without any.
  fileprivate var usageOfOthers: Located<String>? {
    let plain: Set = [
      "signing", "digital signature", "content commitment", "key encipherment", "key agreement", "data encipherment",
      "cert sign", "crl sign", "encipher only", "decipher only",
    ]
    let extended = usages.filter { !plain.contains($0.value) }
    return extended.contains { ["server auth", "any"].contains($0.value) } ? nil : extended.first
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

  fileprivate static func unfitUsage(_ certificate: ManagedCertificate, _ usage: Located<String>) -> RuleFinding {
    RuleFinding(
      "\(certificate.title) is limited to \(quoted(usage.value)), so linkerd-identity does not accept it as an issuer",
      on: certificate.metadata.reference, at: usage.span, help: "add the usage \"server auth\"")
  }
}
