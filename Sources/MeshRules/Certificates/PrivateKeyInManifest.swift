import Certificates
import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds private keys that anybody can read who reads the files.
struct PrivateKeyInManifest: Rule {
  static let page = RulePage.privateKeyInManifest
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    // What `kubectl get` prints has been in the cluster, and need not be kept in a file.
    let texts = context.mesh.mesh.certificateTexts.filter { $0.privateKeyPlace != nil && !$0.owner.wasInCluster }
    guard !texts.isEmpty else { return }
    let authorities = Dictionary(
      context.mesh.certificates.contents.flatMap(\.certificates).filter { $0.value.isCA == true }
        .map { ($0.value.publicKey.der, $0.value) }, uniquingKeysWith: { first, _ in first })
    for text in texts {
      guard let place = text.privateKeyPlace else { continue }
      let keys = context.mesh.certificates.content(of: text.owner, named: text.name)?.keys ?? []
      let authority = keys.lazy.compactMap { key in key.value.flatMap { authorities[$0.der] } }.first
      findings.report(.privateKey(in: text, at: place, of: authority))
    }
  }
}

extension RuleFinding {
  fileprivate static func privateKey(
    in text: CertificateText, at place: SourceSpan, of authority: Certificate?
  ) -> RuleFinding {
    let object = text.owner.reference
    guard let authority else {
      return RuleFinding(
        "\(text.title) holds a private key in clear text", on: object, at: place,
        help:
          "replace the key, which counts as known, and keep the new one out of the files: encrypted by SOPS or as a "
          + "SealedSecret, or made in the cluster by cert-manager or an ExternalSecret")
    }
    let kind = authority.isSelfIssued ? "root" : "CA"
    return RuleFinding(
      "\(text.title) holds the private key of the \(kind) \(quoted(authority.subject.text)) in clear text, with which "
        + "anybody makes certificates that are trusted", on: object, at: place,
      help: authority.isSelfIssued
        ? "replace the root, which counts as known, and keep the new key outside of the cluster, which never needs it"
        : "replace the CA, which counts as known, and let cert-manager or an ExternalSecret put the new key into the "
          + "cluster")
  }
}
