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

  package var certificateText: CertificateText
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
  /// Go's `tls.X509KeyPair`, by which Linkerd, webhooks and SPIRE read both, takes the first certificate for that of the
  /// key. ``invalidCredentials()`` has the pairs of Gateways.
  package func keyPairProblems() -> [KeyPairProblem] {
    let found = certificates.contents.compactMap { certificates.problem(ofPair: $0) }
    guard !found.isEmpty else { return [] }
    let known = metadataOfInvalidCredentials()
    return found.filter { !known.contains(ObjectIdentifier($0.certificateText.owner)) }
  }
}

extension CertificateInventory {
  fileprivate func problem(ofPair content: Content) -> KeyPairProblem? {
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
      return content.certificateBelow(reader).map { .laterCertificate($0.value, place: $0.place) }
        .map { problem($0, at: first.place) }
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
  /// A later certificate that the first one has signed, as where a chain begins with its root.
  fileprivate func certificateBelow(_ reader: CertificateReader) -> CertificateInventory.Placed<Certificate>? {
    guard let first = certificates.first?.value, certificates.count > 1 else { return nil }
    return certificates.dropFirst().first { later in
      later.value.issuer == first.subject && later.value.subject != first.subject
        && first.issuer != later.value.subject
        && reader.chainProblem(later.value, intermediates: [], anchors: [first], now: nil) == nil
    }
  }
}

extension CertificateText {
  /// The name under which the key of this certificate stands; nil for a text that is no certificate with a key.
  fileprivate var keyName: String? {
    if let key = Self.keyNames[name] { return key }
    return name.hasSuffix("crtPEM") ? name.dropLast("crtPEM".count) + "keyPEM" : nil
  }

  private static let keyNames = [
    "tls.crt": "tls.key", "crt.pem": "key.pem", "ca-cert.pem": "ca-key.pem", "cert.pem": "key.pem", "cert": "key",
  ]
}
