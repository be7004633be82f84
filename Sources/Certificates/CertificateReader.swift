import COpenSSL
import Glibc

/// Reads certificates and keys with OpenSSL.
///
/// Whatever the bytes hold, nothing crashes: what OpenSSL refuses is nil.
package struct CertificateReader: Sendable {
  let crypto: LibCrypto

  /// Nil where the machine has no libcrypto of OpenSSL 3.
  package init?() {
    guard let crypto = LibCrypto() else { return nil }
    self.crypto = crypto
  }

  /// The certificate that some bytes encode; nil where they encode none, or more than one.
  package func certificate(der: [UInt8]) -> Certificate? {
    defer { crypto.functions.ERR_clear_error() }
    return unsafe withCertificate(der) { unsafe read($0, der) }
  }

  /// The certificate in a block of PEM; nil where there is none.
  package func certificate(in block: PEMBlock) -> Certificate? {
    guard block.label == "TRUSTED CERTIFICATE" else { return certificate(der: block.bytes) }
    // OpenSSL's own form says behind the certificate what it is trusted for.
    return lengthOfCertificate(block.bytes).flatMap { certificate(der: Array(block.bytes.prefix($0))) }
  }

  /// The public half of a private key; nil where it cannot be read, as without its password.
  package func publicKey(ofPrivateKey block: PEMBlock) -> PublicKey? {
    guard block.isPrivateKey, !block.isEncrypted else { return nil }
    defer { crypto.functions.ERR_clear_error() }
    return unsafe block.bytes.withUnsafeBufferPointer { bytes in
      var start = bytes.baseAddress
      guard let key = unsafe crypto.functions.d2i_AutoPrivateKey(nil, &start, bytes.count) else { return nil }
      defer { unsafe crypto.functions.EVP_PKEY_free(key) }
      return unsafe publicKey(key)
    }
  }

  /// Whether two public keys are one; nil where nobody can tell, as with an algorithm that is not known here.
  package func isSame(_ one: PublicKey, _ other: PublicKey) -> Bool? {
    if one.der == other.der { return true }
    guard one.algorithm.isKnown, other.algorithm.isKnown else { return nil }
    guard one.algorithm == other.algorithm else { return false }
    // The point of an elliptic curve has more than one encoding.
    defer { crypto.functions.ERR_clear_error() }
    return unsafe withKey(one) { one in
      unsafe withKey(other) { unsafe crypto.functions.EVP_PKEY_eq(one, $0) == 1 }
    }
  }

  /// Whether some bytes encode a request for a certificate (PKCS #10) that the key in it has signed.
  package func isSigningRequest(der: [UInt8]) -> Bool {
    defer { crypto.functions.ERR_clear_error() }
    return unsafe der.withUnsafeBufferPointer { bytes in
      var start = bytes.baseAddress
      guard let request = unsafe crypto.functions.d2i_X509_REQ(nil, &start, bytes.count) else { return false }
      defer { unsafe crypto.functions.X509_REQ_free(request) }
      guard let key = unsafe crypto.functions.X509_REQ_get0_pubkey(request) else { return false }
      return unsafe crypto.functions.X509_REQ_verify(request, key) == 1
        && start == bytes.baseAddress.map { unsafe $0 + bytes.count }
    }
  }

  /// Calls `body` with OpenSSL's form of a certificate; nil where the bytes are none.
  func withCertificate<Answer>(_ der: [UInt8], _ body: (OpaquePointer) -> Answer?) -> Answer? {
    unsafe der.withUnsafeBufferPointer { bytes in
      var start = bytes.baseAddress
      guard let parsed = unsafe crypto.functions.d2i_X509(nil, &start, bytes.count) else { return nil }
      defer { unsafe crypto.functions.X509_free(parsed) }
      guard unsafe start == bytes.baseAddress.map({ unsafe $0 + bytes.count }) else { return nil }
      return unsafe body(parsed)
    }
  }

  /// How many of some bytes are the certificate that they begin with.
  private func lengthOfCertificate(_ bytes: [UInt8]) -> Int? {
    defer { crypto.functions.ERR_clear_error() }
    return unsafe bytes.withUnsafeBufferPointer { bytes in
      var start = bytes.baseAddress
      guard let parsed = unsafe crypto.functions.d2i_X509(nil, &start, bytes.count) else { return nil }
      unsafe crypto.functions.X509_free(parsed)
      guard let base = bytes.baseAddress, let end = unsafe start else { return nil }
      return unsafe end - base
    }
  }

  private func withKey<Answer>(_ key: PublicKey, _ body: (OpaquePointer) -> Answer?) -> Answer? {
    unsafe key.der.withUnsafeBufferPointer { bytes in
      var start = bytes.baseAddress
      guard let parsed = unsafe crypto.functions.d2i_PUBKEY(nil, &start, bytes.count) else { return nil }
      defer { unsafe crypto.functions.EVP_PKEY_free(parsed) }
      return unsafe body(parsed)
    }
  }

  private func read(_ x509: OpaquePointer, _ der: [UInt8]) -> Certificate? {
    let functions = crypto.functions
    guard let notBefore = unsafe seconds(functions.X509_get0_notBefore(x509)),
      let notAfter = unsafe seconds(functions.X509_get0_notAfter(x509)),
      let publicKey = unsafe publicKey(of: x509)
    else { return nil }
    // The flags are computed on first use, with the other answers about extensions.
    let flags = unsafe functions.X509_get_extension_flags(x509)
    func has(_ flag: Int32) -> Bool { flags & UInt32(flag) != 0 }
    let pathLength = unsafe functions.X509_get_pathlen(x509)
    let names = unsafe alternativeNames(of: x509)
    return unsafe Certificate(
      der: der, fingerprint: fingerprint(of: x509),
      subject: name(functions.X509_get_subject_name(x509)), issuer: name(functions.X509_get_issuer_name(x509)),
      notBefore: notBefore, notAfter: notAfter, version: functions.X509_get_version(x509) + 1,
      isCA: has(EXFLAG_BCONS) ? has(EXFLAG_CA) : nil, pathLength: pathLength < 0 ? nil : pathLength,
      keyUsage: has(EXFLAG_KUSAGE) ? .init(rawValue: functions.X509_get_key_usage(x509)) : nil,
      extendedKeyUsage: has(EXFLAG_XKUSAGE) ? .init(rawValue: functions.X509_get_extended_key_usage(x509)) : nil,
      dnsNames: names.compactMap { $0.type == GEN_DNS ? String(validating: $0.bytes, as: UTF8.self) : nil },
      uris: names.compactMap { $0.type == GEN_URI ? String(validating: $0.bytes, as: UTF8.self) : nil },
      ipAddresses: names.compactMap { $0.type == GEN_IPADD ? $0.bytes : nil }, publicKey: publicKey,
      signatureAlgorithm: shortName(functions.X509_get_signature_nid(x509)), signatureDigest: digest(of: x509))
  }

  /// What the signature of a certificate is over. That of RSASSA-PSS stands in its parameters.
  private func digest(of x509: OpaquePointer) -> String? {
    var digest: Int32 = 0
    guard unsafe crypto.functions.X509_get_signature_info(x509, &digest, nil, nil, nil) == 1, digest != NID_undef else {
      return nil
    }
    return shortName(digest)
  }

  /// The key of a certificate, be it of an algorithm or a curve that OpenSSL does not know.
  private func publicKey(of x509: OpaquePointer) -> PublicKey? {
    if let key = unsafe crypto.functions.X509_get0_pubkey(x509) { return unsafe publicKey(key) }
    let info = unsafe crypto.functions.X509_get_X509_PUBKEY(x509)
    return unsafe encoding { unsafe crypto.functions.i2d_X509_PUBKEY(info, $0) }.map {
      PublicKey(algorithm: .other("an unknown algorithm"), bits: 0, der: $0)
    }
  }

  private func publicKey(_ key: OpaquePointer) -> PublicKey? {
    let functions = crypto.functions
    let type = unsafe functions.EVP_PKEY_get_base_id(key)
    let algorithm: PublicKey.Algorithm =
      switch type {
      case EVP_PKEY_RSA: .rsa
      case EVP_PKEY_EC: .ecdsa
      case EVP_PKEY_ED25519: .ed25519
      default: .other(shortName(type))
      }
    guard let der = unsafe encoding({ unsafe functions.i2d_PUBKEY(key, $0) }) else { return nil }
    var curve: String?
    if algorithm == .ecdsa {
      curve = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 80) { name in
        var length = 0
        guard unsafe functions.EVP_PKEY_get_group_name(key, name.baseAddress, name.count, &length) == 1 else {
          return nil
        }
        return unsafe name.baseAddress.map { unsafe String(cString: $0) }
      }
    }
    return unsafe PublicKey(
      algorithm: algorithm, bits: Int(functions.EVP_PKEY_get_bits(key)), curve: curve, der: der)
  }

  private func alternativeNames(of x509: OpaquePointer) -> [(type: Int32, bytes: [UInt8])] {
    let functions = crypto.functions
    let found = unsafe functions.X509_get_ext_d2i(x509, NID_subject_alt_name, nil, nil)
    guard let list = unsafe found.map(OpaquePointer.init) else { return [] }
    defer { unsafe functions.GENERAL_NAMES_free(list) }
    return unsafe (0..<functions.OPENSSL_sk_num(list)).compactMap { index in
      var type: Int32 = 0
      let item = unsafe functions.OPENSSL_sk_value(list, index)?.assumingMemoryBound(to: GENERAL_NAME.self)
      guard let value = unsafe functions.GENERAL_NAME_get0_value(item, &type),
        [GEN_DNS, GEN_URI, GEN_IPADD].contains(type)
      else { return nil }
      let text = unsafe value.assumingMemoryBound(to: ASN1_STRING.self)
      let length = unsafe Int(functions.ASN1_STRING_length(text))
      let bytes = unsafe UnsafeBufferPointer(start: functions.ASN1_STRING_get0_data(text), count: length)
      return unsafe (type, Array(bytes))
    }
  }

  /// Most bytes of a name that are written out; a real one has about 100.
  private static var nameLimit: Int { 500 }

  private func name(_ name: OpaquePointer?) -> Certificate.Name {
    let functions = crypto.functions
    let der = unsafe encoding { unsafe functions.i2d_X509_NAME(name, $0) } ?? []
    let buffer = unsafe functions.BIO_new(functions.BIO_s_mem())
    defer { _ = unsafe functions.BIO_free(buffer) }
    _ = unsafe functions.X509_NAME_print_ex(buffer, name, 0, meshlint_name_form)
    var start: UnsafeMutablePointer<UInt8>?
    let length = unsafe functions.BIO_ctrl(buffer, BIO_CTRL_INFO, 0, &start)
    let bytes = unsafe UnsafeBufferPointer(start: start, count: min(max(0, length), Self.nameLimit))
    let text = unsafe String(decoding: bytes, as: UTF8.self).withoutControls
    return Certificate.Name(text: length > Self.nameLimit ? text + "…" : text, der: der)
  }

  private func fingerprint(of x509: OpaquePointer) -> String {
    let functions = crypto.functions
    var digest = [UInt8](repeating: 0, count: 64)
    var length: UInt32 = 0
    guard unsafe functions.X509_digest(x509, functions.EVP_sha256(), &digest, &length) == 1 else { return "" }
    return digest.prefix(Int(length)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// What one of OpenSSL's encoders writes.
  private func encoding(
    _ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
  ) -> [UInt8]? {
    var start: UnsafeMutablePointer<UInt8>?
    let length = unsafe write(&start)
    guard length > 0, let start = unsafe start else { return nil }
    defer { unsafe crypto.functions.CRYPTO_free(start, nil, 0) }
    return unsafe Array(UnsafeBufferPointer(start: start, count: Int(length)))
  }

  private func shortName(_ number: Int32) -> String {
    unsafe crypto.functions.OBJ_nid2sn(number).map { unsafe String(cString: $0) } ?? "an unknown algorithm"
  }

  private func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int? {
    var parts = unsafe tm()
    guard unsafe crypto.functions.ASN1_TIME_to_tm(time, &parts) == 1 else { return nil }
    return unsafe timegm(&parts)
  }
}

extension PublicKey.Algorithm {
  fileprivate var isKnown: Bool {
    if case .other = self { return false }
    return true
  }
}

extension String {
  /// With U+FFFD for what would break a line of a report, move the cursor or turn the direction of its text.
  fileprivate var withoutControls: String {
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: text.append("\u{FFFD}")
      default: text.append(scalar)
      }
    }
    return String(text)
  }
}
