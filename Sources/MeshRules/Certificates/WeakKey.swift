import Certificates
import MeshResolver
import RuleCatalogue

/// Finds certificates with keys that can be broken, or that no proxy accepts.
struct WeakKey: Rule {
  static let page = RulePage.weakKey
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let identities = context.mesh.linkerdIdentityCertificates
    for occurrence in context.mesh.certificateOccurrences where !identities.contains(occurrence.certificate) {
      // Linkerd takes fewer kinds of keys, of which rules of its own speak.
      guard let weakness = occurrence.certificate.publicKey.weakness,
        let finding = occurrence.finding(
          "has \(weakness)", help: "make a new key, ECDSA on P-256 or RSA of 2048 bits, and a certificate for it")
      else { continue }
      findings.report(finding)
    }
  }
}

extension PublicKey {
  /// What makes the key too weak; nil where nothing does.
  fileprivate var weakness: String? {
    switch algorithm {
    case .rsa: bits < 2048 ? "an RSA key of \(bits) bits, which is too short" : nil
    case .ecdsa:
      ["prime256v1", "secp384r1", "secp521r1"].contains(curve)
        ? nil : "a key on the elliptic curve \(curve ?? "without a name"), which proxies do not take"
    case .ed25519: nil
    case .other(let name): name.hasPrefix("DSA") || name.hasPrefix("dsa") ? "a DSA key, which proxies do not take" : nil
    }
  }
}
