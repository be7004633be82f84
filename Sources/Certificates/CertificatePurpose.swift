extension Certificate {
  /// Whether it, and what it signs, may be a server's, for Go where it is not told a purpose (`crypto/x509`
  /// checkChainForKeyUsage).
  package var mayServe: Bool {
    extendedKeyUsage.map { !$0.isDisjoint(with: [.serverAuth, .any]) } ?? true
  }

  /// Whether it may sign others, for Go (`crypto/x509` CheckSignatureFrom) and OpenSSL: a root of version 1, which
  /// cannot say so, may.
  package var maySign: Bool {
    (version < 3 || isCA == true) && keyUsage.map { $0.contains(.keyCertSign) } ?? true
  }

  /// Whether one of its DNS names is for a host. Its common name does not count.
  package func covers(_ host: String) -> Bool { dnsNames.contains { Self.name($0, covers: host) } }

  /// Whether a DNS name of a certificate is for a host: the same, or a `*.` that stands for one whole label
  /// (`crypto/x509` matchHostnames). Upper and lower case are one.
  package static func name(_ name: String, covers host: String) -> Bool {
    let (name, host) = (name.lowercased(), host.lowercased())
    return name == host || name.hasPrefix("*.") && !host.hasPrefix(".") && name.dropFirst() == host.drop { $0 != "." }
  }
}
