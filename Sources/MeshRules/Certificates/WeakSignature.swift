import Certificates
import MeshResolver
import RuleCatalogue

/// Finds certificates that are signed with MD5 or SHA-1.
struct WeakSignature: Rule {
  static let page = RulePage.weakSignature
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let reader = context.mesh.certificates.reader
    // Nobody checks the signature of a root: it is trusted because it is there.
    func isRoot(_ certificate: Certificate) -> Bool {
      certificate.isSelfIssued && (certificate.maySign || reader?.signs(certificate, certificate) ?? true)
    }
    let identities = context.mesh.linkerdIdentityCertificates
    for occurrence in context.mesh.certificateOccurrences where !identities.contains(occurrence.certificate) {
      guard let digest = occurrence.certificate.weakDigest, !isRoot(occurrence.certificate),
        let finding = occurrence.finding(
          "is signed with \(digest), which is refused", help: "let its issuer sign it again with SHA-256")
      else { continue }
      findings.report(finding)
    }
  }
}

extension Certificate {
  /// The broken digest that the signature is over; nil for any other.
  fileprivate var weakDigest: String? {
    let name = (signatureDigest ?? signatureAlgorithm).uppercased()
    return [("MD2", "MD2"), ("MD4", "MD4"), ("MD5", "MD5"), ("SHA1", "SHA-1")].first { name.contains($0.0) }?.1
  }
}
