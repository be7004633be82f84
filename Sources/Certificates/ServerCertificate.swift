/// What is wrong with a certificate and its private key, so that no server can use them.
package enum ServerCertificateProblem: Hashable, Sendable {
  /// The first PEM block is no X.509 certificate, or there is none.
  case noCertificate
  /// `since`: The day, as `2026-11-21`, after which the certificate is no longer valid.
  case expired(since: String)
  /// `until`: The day from which the certificate is valid.
  case notYetValid(until: String)
  /// The key is not that of the certificate.
  case otherKey
}

extension CertificateReader {
  /// What is wrong with a certificate, or a chain that begins with it, and its key; nil where nothing is.
  ///
  /// A key that cannot be read is not compared: it may need a password, or stand for the real one.
  /// `now`: Seconds since 1970 in UTC; nil leaves out when the certificate is valid.
  package func problem(certificate: [UInt8], key: [UInt8], now: Int?) -> ServerCertificateProblem? {
    guard let first = PEMText(certificate).blocks.first, let certificate = self.certificate(in: first) else {
      return .noCertificate
    }
    if let now {
      if certificate.notAfter < now { return .expired(since: calendarDay(certificate.notAfter)) }
      if certificate.notBefore > now { return .notYetValid(until: calendarDay(certificate.notBefore)) }
    }
    guard let block = PEMText(key).blocks.first(where: \.isPrivateKey), let publicKey = publicKey(ofPrivateKey: block)
    else { return nil }
    return isSame(certificate.publicKey, publicKey) == false ? .otherKey : nil
  }
}
