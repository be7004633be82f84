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
    for (authority, issuer) in context.mesh.linkerdAuthorities {
      guard let key = Self.unfitKey(of: authority) else { continue }
      findings.report(.unfitKey(authority, key.words, at: key.place, above: issuer, severity: key.severity))
    }
  }

  /// What kind of key a CA gets that cannot be Linkerd's trust anchor, or sign its issuer. `linkerd check` takes RSA with
  /// 4096 bits too (CheckTrustAnchorAlgoRequirements), and only signatures with SHA-256, which is not what cert-manager
  /// signs with by such a key since 1.17 (`pkg/util/pki/csr.go` signatureAlgorithmFromPublicKey).
  private static func unfitKey(
    of authority: ManagedCertificate
  ) -> (words: String, place: SourceSpan, severity: Severity)? {
    guard let key = authority.privateKey else { return nil }
    let algorithm = key.algorithm?.value ?? ""
    let fitting = algorithm == "ECDSA" ? 256 : 2048
    switch algorithm {
    case "ECDSA", "RSA", "":
      guard let size = key.size, size.value > 0, size.value != fitting else { return nil }
      let words = "\(algorithm.isEmpty ? "RSA" : algorithm) with \(size.value) bits"
      return (words, size.span, fitting == 2048 && size.value == 4096 ? .warning : .error)
    default: return (algorithm, key.algorithm?.span ?? key.span, .error)
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

  fileprivate static func unfitKey(
    _ authority: ManagedCertificate, _ key: String, at place: SourceSpan, above issuer: ManagedCertificate,
    severity: Severity
  ) -> RuleFinding {
    RuleFinding(
      "\(authority.title) gets a key of \(key), and \"linkerd check\" takes nothing above Linkerd's issuer but ECDSA with "
        + "256 bits and RSA, signed with SHA-256",
      on: authority.metadata.reference, at: place, related: [.init("the issuer", at: issuer.metadata.span)],
      help: "set privateKey.algorithm: ECDSA, and size: 256", severity: severity)
  }

  fileprivate static func unfitUsage(_ certificate: ManagedCertificate, _ usage: Located<String>) -> RuleFinding {
    RuleFinding(
      "\(certificate.title) is limited to \(quoted(usage.value)), so linkerd-identity does not accept it as an issuer",
      on: certificate.metadata.reference, at: usage.span, help: "add the usage \"server auth\"")
  }
}
