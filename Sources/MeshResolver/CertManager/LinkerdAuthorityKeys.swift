package import Diagnostics
package import MeshModel

/// The key of a Certificate above Linkerd's issuer, with which `linkerd check` fails.
package struct UnfitAuthorityKey: Sendable {
  /// What signs the issuer, or is the trust anchor above it.
  package let authority: ManagedCertificate
  /// The Certificate for the issuer.
  package let issuer: ManagedCertificate
  /// `RSA`, `ECDSA` or `Ed25519`.
  package let algorithm: String
  /// In bits; nil where no size of the algorithm would do.
  package let size: Int?
  /// Where the size is written, else the algorithm.
  package let place: SourceSpan
  /// Whether it depends on the release of cert-manager: before 1.17 it signed with SHA-256 by every RSA key.
  package let isOfRelease: Bool

  /// Nil for a key that is taken. `linkerd check` takes ECDSA with 256 bits and RSA with 2048 or 4096, and only
  /// signatures with SHA-256 (`pkg/issuercerts/issuercerts.go` CheckTrustAnchorAlgoRequirements); cert-manager signs
  /// with more by larger keys (`pkg/util/pki/csr.go` signatureAlgorithmFromPublicKey).
  fileprivate init?(_ authority: ManagedCertificate, above issuer: ManagedCertificate) {
    guard let key = authority.privateKey else { return nil }
    let written = key.algorithm?.value ?? ""
    algorithm = written.isEmpty ? "RSA" : written
    let fitting = ["RSA": 2048, "ECDSA": 256][algorithm]
    if let fitting {
      guard let size = key.size, size.value > 0, size.value != fitting else { return nil }
      self.size = size.value
      place = size.span
    } else {
      size = nil
      place = key.algorithm?.span ?? key.span
    }
    isOfRelease = algorithm == "RSA" && size == 4096
    self.authority = authority
    self.issuer = issuer
  }
}

extension EffectiveMesh {
  /// The keys that Linkerd does not take of what signs its issuers, and of the trust anchors above; each once.
  package var unfitAuthorityKeys: [UnfitAuthorityKey] {
    let graph = certificateGraph
    var seen: Set<ObjectIdentifier> = []
    return linkerdIssuerCertificates.flatMap { issuer in
      [graph.authority(of: issuer), graph.root(above: issuer)].compactMap(\.self)
        .filter { $0 !== issuer && seen.insert(ObjectIdentifier($0)).inserted }
        .compactMap { UnfitAuthorityKey($0, above: issuer) }
    }
  }
}
