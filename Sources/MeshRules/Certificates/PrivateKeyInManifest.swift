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
    let contents = context.mesh.certificates.contents
      .filter { !$0.text.privateKeyPlaces.isEmpty && !$0.text.owner.wasInCluster }
    guard !contents.isEmpty else { return }
    let authorities = Dictionary(
      context.mesh.certificates.contents.flatMap(\.certificates).filter { $0.value.isCA == true }
        .map { ($0.value.publicKey.der, $0.value) }, uniquingKeysWith: { first, _ in first })
    for content in contents {
      let known = content.keys.compactMap { key in
        key.value.flatMap { authorities[$0.der] }.map { (key.place, $0) }
      }
      let authorityAt = Dictionary(known) { first, _ in first }
      for place in content.text.privateKeyPlaces {
        findings.report(.privateKey(in: content.text, at: place, of: authorityAt[place]))
      }
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
