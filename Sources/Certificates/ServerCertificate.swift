import COpenSSL
import Glibc

/// What is wrong with a certificate and its private key, so that no server can use them.
package enum CertificateProblem: Hashable, Sendable {
  /// The first PEM block is no X.509 certificate, or there is none.
  case noCertificate
  /// `since`: The day, as `2026-11-21`, after which the certificate is no longer valid.
  case expired(since: String)
  /// `until`: The day from which the certificate is valid.
  case notYetValid(until: String)
  /// The key is not that of the certificate.
  case otherKey
}

/// Reads the certificates and keys of servers with OpenSSL.
package struct CertificateReader {
  private let crypto: LibCrypto

  /// Nil where the machine has no libcrypto.
  package init?() {
    guard let crypto = LibCrypto() else { return nil }
    self.crypto = crypto
  }

  /// What is wrong with a certificate, or a chain that begins with it, and its key; nil where nothing is.
  ///
  /// A key that cannot be read is not compared: it may need a password, or stand for the real one.
  /// `now`: Seconds since 1970 in UTC; nil leaves out when the certificate is valid.
  package func problem(certificate: [UInt8], key: [UInt8], now: Int?) -> CertificateProblem? {
    defer { crypto.clearErrors() }
    guard let parsed = unsafe readCertificate(certificate) else { return .noCertificate }
    defer { unsafe crypto.freeCertificate(parsed) }
    if let now {
      let (from, until) = unsafe (crypto.validFrom(parsed), crypto.validUntil(parsed))
      if unsafe crypto.compareTime(until, now) < 0 { return unsafe .expired(since: day(until)) }
      if unsafe crypto.compareTime(from, now) > 0 { return unsafe .notYetValid(until: day(from)) }
    }
    guard let privateKey = unsafe readKey(key) else { return nil }
    defer { unsafe crypto.freeKey(privateKey) }
    return unsafe crypto.fits(parsed, privateKey) == 1 ? nil : .otherKey
  }

  /// The certificate in the first block of a PEM text.
  private func readCertificate(_ text: [UInt8]) -> OpaquePointer? {
    unsafe withBuffer(text) { buffer in
      var name: UnsafeMutablePointer<CChar>?
      var header: UnsafeMutablePointer<CChar>?
      var content: UnsafeMutablePointer<UInt8>?
      var length = 0
      guard unsafe crypto.readBlock(buffer, &name, &header, &content, &length) == 1 else { return nil }
      defer {
        unsafe crypto.free(name, nil, 0)
        unsafe crypto.free(header, nil, 0)
        unsafe crypto.free(content, nil, 0)
      }
      var start = unsafe UnsafePointer(content)
      return unsafe crypto.decodeCertificate(nil, &start, length)
    }
  }

  private func readKey(_ text: [UInt8]) -> OpaquePointer? {
    // Without a function that gives a password, OpenSSL would ask at the terminal.
    unsafe withBuffer(text) { unsafe crypto.readKey($0, nil, { _, _, _, _ in 0 }, nil) }
  }

  private func withBuffer(_ text: [UInt8], _ body: (OpaquePointer?) -> OpaquePointer?) -> OpaquePointer? {
    unsafe text.withUnsafeBytes { bytes in
      let buffer = unsafe crypto.makeBuffer(bytes.baseAddress, Int32(clamping: bytes.count))
      defer { _ = unsafe crypto.freeBuffer(buffer) }
      return unsafe body(buffer)
    }
  }

  private func day(_ time: UnsafePointer<ASN1_TIME>?) -> String {
    var parts = unsafe tm()
    guard unsafe crypto.calendarTime(time, &parts) == 1 else { return "an unknown day" }
    func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return unsafe "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
  }
}
