import Certificates
import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds issuers and trust anchors of Linkerd with a key or a signature that it does not support.
package struct UnsupportedLinkerdCrypto: LinkerdRule {
  package static let page = RulePage.unsupportedLinkerdCrypto

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for trust in context.mesh.linkerdTrusts {
      for issuer in trust.issuers {
        if let problem = issuer.certificate.value.algorithmProblem(isIssuer: true) {
          findings.report(.unsupported(problem, issuer.certificate, "issuer", in: issuer.content))
        }
      }
      var seen: Set<Certificate> = []
      for content in trust.anchors.map(\.content) {
        for anchor in content.certificates where seen.insert(anchor.value).inserted {
          if let problem = anchor.value.algorithmProblem(isIssuer: false) {
            findings.report(.unsupported(problem, anchor, "trust anchor", in: content))
          }
        }
      }
    }
  }
}

extension RuleFinding {
  fileprivate static func unsupported(
    _ problem: LinkerdAlgorithmProblem, _ placed: CertificateInventory.Placed<Certificate>, _ role: String,
    in content: CertificateInventory.Content
  ) -> RuleFinding {
    let certificate = placed.value
    let choice = role == "issuer" ? "ECDSA P-256" : "ECDSA P-256 or RSA of 2048 or 4096 bits"
    let isRSA = certificate.publicKey.algorithm == .rsa
    let (fact, help) =
      switch problem {
      case .key: ("a key of \(certificate.publicKey.title)", "make a key of \(choice)")
      case .signature:
        (
          "a signature of \(certificate.signatureAlgorithm)",
          isRSA ? "sign it with RSA and SHA-256" : "sign it with SHA-256, by a key of ECDSA P-256 or of RSA"
        )
      }
    return RuleFinding(
      "the \(role) in \(content.title), \(certificate.title), has \(fact), which Linkerd does not support",
      on: content.text.owner.reference, at: placed.place, help: help)
  }
}

extension PublicKey {
  /// `RSA with 3072 bits`, `ECDSA P-384`, or OpenSSL's name.
  fileprivate var title: String {
    switch algorithm {
    case .rsa: "RSA with \(bits) bits"
    case .ecdsa: "ECDSA \(["prime256v1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"][curve] ?? curve ?? "")"
    case .ed25519: "Ed25519"
    case .other(let name): name
    }
  }
}
