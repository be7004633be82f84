package import Certificates
package import Diagnostics
package import MeshModel

/// A certificate with a private key beside it that is not its own.
package struct KeyPairProblem: Sendable {
  package enum Reason: Sendable {
    /// The certificate stands where the key should, and the key in its place.
    case swapped
    /// `owner`: The entry beside it whose certificate the key belongs to; nil where there is none.
    case otherKey(owner: String?)
    /// Not the first certificate of the chain, which programs take for their own, but a later one is to come first.
    case laterCertificate(Certificate, place: SourceSpan)
  }

  /// The text that is named as that of the certificate.
  package var certificateText: CertificateText
  /// The text that is named as that of the key; nil where there is none.
  package var keyText: CertificateText?
  /// The first certificate of the text; nil where they are swapped.
  package var certificate: Certificate?
  package var place: SourceSpan
  package var reason: Reason
}

extension EffectiveMesh {
  /// The pairs of certificate and key in one object that do not belong together, and the chains that begin with another
  /// certificate than the one for which they are.
  ///
  /// Go's `tls.X509KeyPair`, by which Linkerd, webhooks and SPIRE read both, takes the first certificate for that of
  /// the key. ``invalidCredentials()`` has the pairs of Gateways.
  package var keyPairProblems: [KeyPairProblem] { shared.keyPairProblems { findKeyPairProblems() } }

  private func findKeyPairProblems() -> [KeyPairProblem] {
    let (inventory, pairs) = (certificates, pairsOfCertificateAndKey)
    let found = inventory.contents.compactMap { inventory.problem(ofPair: $0, among: pairs) }
    guard !found.isEmpty else { return [] }
    let known = metadataOfInvalidCredentials()
    return found.filter { !known.contains(ObjectIdentifier($0.certificateText.owner)) }
  }

  /// The Secrets that hold a certificate and its key by their type.
  var pairsOfCertificateAndKey: Set<ObjectIdentifier> {
    Set(mesh.secrets.filter { $0.type?.value == "kubernetes.io/tls" }.map { ObjectIdentifier($0.metadata) })
  }
}

extension CertificateInventory {
  /// Whether a key belongs to the first certificate of a text, be it in the input or not, as none does to a bundle of
  /// trust.
  ///
  /// `pairs`: ``EffectiveMesh/pairsOfCertificateAndKey``.
  func hasKey(_ text: CertificateText, among pairs: Set<ObjectIdentifier>) -> Bool {
    guard let keyName = text.keyName else { return false }
    return text.hasNameOfPair || pairs.contains(ObjectIdentifier(text.owner))
      || content(of: text.owner, named: keyName) != nil
  }

  fileprivate func problem(ofPair content: Content, among pairs: Set<ObjectIdentifier>) -> KeyPairProblem? {
    guard let reader, let keyName = content.text.keyName else { return nil }
    let keys = self.content(of: content.text.owner, named: keyName)
    func problem(_ reason: KeyPairProblem.Reason, at place: SourceSpan) -> KeyPairProblem {
      KeyPairProblem(
        certificateText: content.text, keyText: keys?.text, certificate: content.certificates.first?.value,
        place: place, reason: reason)
    }
    guard let first = content.certificates.first else {
      guard let key = content.keys.first, let keys, keys.keys.isEmpty, !keys.certificates.isEmpty else { return nil }
      return problem(.swapped, at: key.place)
    }
    guard let key = keys?.keys.first, let publicKey = key.value else {
      guard hasKey(content.text, among: pairs), let own = content.ownCertificateBehindCA(reader) else { return nil }
      return problem(.laterCertificate(own.value, place: own.place), at: first.place)
    }
    guard reader.isSame(first.value.publicKey, publicKey) == false else { return nil }
    let own = content.certificates.dropFirst().first { reader.isSame($0.value.publicKey, publicKey) == true }
    if let own { return problem(.laterCertificate(own.value, place: own.place), at: first.place) }
    let owner = ["ca.crt", "root-cert.pem"].first { name in
      self.content(of: content.text.owner, named: name)?.certificates
        .contains { reader.isSame($0.value.publicKey, publicKey) == true } ?? false
    }
    return problem(.otherKey(owner: owner), at: key.place)
  }
}

extension CertificateInventory.Content {
  /// The one certificate that signed none of the others, where it leads to the first, as where a chain begins with its
  /// root.
  fileprivate func ownCertificateBehindCA(_ reader: CertificateReader) -> CertificateInventory.Placed<Certificate>? {
    let issuers = Set(certificates.lazy.map(\.value).filter { !$0.isSelfIssued }.map(\.issuer))
    let ends = certificates.filter { !issuers.contains($0.value.subject) }
    guard let first = certificates.first, let end = ends.first, ends.count == 1, end.value != first.value,
      reader.chainProblem(
        end.value, intermediates: certificates.map(\.value), anchors: [first.value], now: nil) == nil
    else { return nil }
    return end
  }
}

extension CertificateText {
  /// The name under which the key of this certificate stands; nil for a text that is no certificate with a key.
  fileprivate var keyName: String? {
    if let key = Self.keyNames[name] { return key }
    return isInChartValues ? name.dropLast("crtPEM".count) + "keyPEM" : nil
  }

  /// Whether the certificates are those of a program, its own first, and no bundle of trust.
  var isChain: Bool {
    isInChartValues || owner.kind.value == "Secret" && (Self.keyNames[name] != nil || name == "cert-chain.pem")
  }

  /// Whether the name is that of a certificate with a key and nothing else: in the values of a chart, or in what
  /// Linkerd or Istio read.
  fileprivate var hasNameOfPair: Bool {
    isInChartValues || owner.kind.value == "Secret" && ["crt.pem", "ca-cert.pem"].contains(name)
  }

  private var isInChartValues: Bool { name.hasSuffix("crtPEM") }

  private static let keyNames = [
    "tls.crt": "tls.key", "crt.pem": "key.pem", "ca-cert.pem": "ca-key.pem", "cert.pem": "key.pem", "cert": "key",
  ]
}
