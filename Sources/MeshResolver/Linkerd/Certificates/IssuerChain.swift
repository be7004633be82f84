package import Certificates

/// Why linkerd-identity, or the proxies, do not take what an issuer of Linkerd has signed.
package enum IssuerProblem: Sendable {
  /// It does not lead to a trust anchor.
  case chain(ChainProblem)
  /// The extended key usage of a certificate leaves out serverAuth, for which Go looks in a whole chain where it is not
  /// told what to look for (`crypto/x509` checkChainForKeyUsage, `pkg/tls/cred.go` Verify).
  case purpose(CertificateInventory.Placed<Certificate>)
  /// A certificate above the issuer lets fewer CAs follow than do. linkerd-identity takes the issuer for the end of the
  /// chain and accepts it; proxies do not (`rustls-webpki`, PathLenConstraintViolated).
  case pathTooLong(CertificateInventory.Placed<Certificate>)
}

extension LinkerdTrust {
  /// What is wrong with the chain from an issuer to anchors, apart from the time; nil where nothing is.
  package func problem(of issuer: Issuer, with anchors: Anchors, _ reader: CertificateReader) -> IssuerProblem? {
    let (intermediates, all) = (issuer.intermediates, anchors.content.certificates)
    if let problem = issuer.chainProblem(anchors.certificates, reader) { return .chain(problem) }
    guard issuer.certificate.value.mayServe else { return .purpose(issuer.certificate) }
    if let unfit = (intermediates + all).first(where: { !$0.value.mayServe }),
      issuer.chainProblem(anchors.certificates, reader, where: \.mayServe) != nil
    {
      return .purpose(unfit)
    }
    let known = Set(anchors.certificates)
    for (below, intermediate) in intermediates.enumerated() where !known.contains(intermediate.value) {
      if let limit = intermediate.value.pathLength, limit <= below { return .pathTooLong(intermediate) }
    }
    return nil
  }

  /// Other anchors than those by which an issuer is judged, to which it leads where it does not lead to these.
  package func otherAnchors(of issuer: Issuer, _ reader: CertificateReader) -> Anchors? {
    guard let anchors = anchors(for: issuer), issuer.chainProblem(anchors.certificates, reader) != nil else {
      return nil
    }
    return self.anchors.first { $0.isWhole && issuer.chainProblem($0.certificates, reader) == nil }
  }

  /// The end of the last of the anchors that an issuer leads to; nil where it leads to none.
  package func end(of anchors: Anchors, for issuer: Issuer, _ reader: CertificateReader) -> Int? {
    anchors.certificates.filter { issuer.chainProblem([$0], reader) == nil }.map(\.notAfter).max()
  }
}

extension LinkerdTrust.Issuer {
  /// Why the issuer does not lead to one of the anchors; nil where it does, or where that is not known.
  ///
  /// `isUsed`: Which of the anchors, and of the certificates between, count.
  func chainProblem(
    _ anchors: [Certificate], _ reader: CertificateReader, where isUsed: (Certificate) -> Bool = { _ in true }
  ) -> ChainProblem? {
    reader.chainProblem(
      certificate.value, intermediates: intermediates.map(\.value).filter(isUsed), anchors: anchors.filter(isUsed),
      now: nil)
  }
}

extension Certificate {
  /// What Linkerd says against the key and the signature (`pkg/issuercerts/issuercerts.go`); nil where it takes them.
  ///
  /// `isIssuer`: The issuer has to have an elliptic key; a trust anchor may have one of RSA.
  package func algorithmProblem(isIssuer: Bool) -> LinkerdAlgorithmProblem? {
    switch publicKey.algorithm {
    case .ecdsa where publicKey.isP256:
      return ["ecdsa-with-SHA256", "RSA-SHA256"].contains(signatureAlgorithm) ? nil : .signature
    case .rsa where !isIssuer && [2048, 4096].contains(publicKey.bits):
      return signatureAlgorithm == "RSA-SHA256" ? nil : .signature
    default:
      return .key
    }
  }
}

/// What of a certificate Linkerd does not support.
package enum LinkerdAlgorithmProblem: Sendable {
  /// Its kind, its size or its curve.
  case key
  /// The digest of its signature, or the kind of key that made it.
  case signature
}
