/// An X.509 certificate: what is read from it, and nothing that follows from other certificates or from the time.
package struct Certificate: Hashable, Sendable {
  /// The name of a subject or an issuer.
  package struct Name: Hashable, Sendable {
    /// In the form of RFC 2253, such as `CN=root.linkerd.cluster.local`, at most 500 bytes of it; control
    /// characters are escaped or replaced.
    package var text: String
    /// The encoding, by which names are compared.
    package var der: [UInt8]
  }

  /// The bits of the extension keyUsage (RFC 5280, 4.2.1.3), as OpenSSL numbers them.
  package struct KeyUsage: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }
    package static let digitalSignature = KeyUsage(rawValue: 0x80)
    package static let keyEncipherment = KeyUsage(rawValue: 0x20)
    package static let keyCertSign = KeyUsage(rawValue: 0x04)
    package static let crlSign = KeyUsage(rawValue: 0x02)
  }

  /// The purposes of the extension extKeyUsage that OpenSSL knows, as it numbers them; others are left out.
  package struct ExtendedKeyUsage: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }
    package static let serverAuth = ExtendedKeyUsage(rawValue: 0x1)
    package static let clientAuth = ExtendedKeyUsage(rawValue: 0x2)
    package static let any = ExtendedKeyUsage(rawValue: 0x100)
  }

  /// The encoding (ITU-T X.690).
  package var der: [UInt8]
  /// SHA-256 of ``der`` in hexadecimal: what tells certificates apart in a report.
  package var fingerprint: String
  package var subject: Name
  package var issuer: Name
  /// Seconds since 1970 in UTC, both inclusive.
  package var notBefore: Int
  package var notAfter: Int
  /// 1 to 3.
  package var version: Int
  /// What basicConstraints says; nil where there is none.
  package var isCA: Bool?
  /// How many CAs may follow below; nil for any number.
  package var pathLength: Int?
  /// Nil where the extension is absent, so that any use is allowed.
  package var keyUsage: KeyUsage?
  /// Nil where the extension is absent, so that any purpose is allowed.
  package var extendedKeyUsage: ExtendedKeyUsage?
  /// The subject alternative names.
  package var dnsNames: [String]
  package var uris: [String]
  package var ipAddresses: [[UInt8]]
  package var publicKey: PublicKey
  /// OpenSSL's short name, such as `ecdsa-with-SHA256` or `RSA-SHA1`.
  package var signatureAlgorithm: String
  /// OpenSSL's short name of what the signature is over, such as `SHA256`; nil where it is not over a digest, or over
  /// one that OpenSSL does not know.
  package var signatureDigest: String?

  /// Whether subject and issuer are the same, as those of a root are.
  package var isSelfIssued: Bool { subject.der == issuer.der }
}

/// The public half of a key pair.
package struct PublicKey: Hashable, Sendable {
  /// The kinds of keys.
  package enum Algorithm: Hashable, Sendable {
    case rsa, ecdsa, ed25519
    /// OpenSSL's short name.
    case other(String)
  }

  /// What kind of key it is, of those that can be told apart.
  package var algorithm: Algorithm
  /// Its length; 0 where OpenSSL does not know the algorithm.
  package var bits: Int
  /// OpenSSL's name of an elliptic curve, such as `prime256v1` for P-256; nil for other keys and unnamed curves.
  package var curve: String?
  /// The SubjectPublicKeyInfo, which is equal for a certificate and the private key that belongs to it.
  package var der: [UInt8]

  /// Whether it is an elliptic key on P-256, the one curve that Linkerd takes.
  package var isP256: Bool { algorithm == .ecdsa && curve == "prime256v1" }
}
