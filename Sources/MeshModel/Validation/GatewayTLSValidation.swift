import Diagnostics

extension Gateway.TLS {
  /// validateTLSOptions, of a Gateway or a Sidecar. A mode that does not exist is left to the schema.
  func rejections(of metadata: Metadata) -> [Rejection] {
    var found = versionWarnings(of: metadata)
    switch modeName {
    case "ISTIO_MUTUAL": return found + certificatesOfMeshTLS(of: metadata)
    case "PASSTHROUGH", "AUTO_PASSTHROUGH":
      if let place = certificateFields.first?.place ?? (caCrl.isSet ? caCrl?.span : nil) {
        let reason = "\(modeName) mode does not use certificates, they will be ignored"
        found.append(Rejection(metadata, reason, at: place, consequence: .warning))
      }
    case "SIMPLE", "MUTUAL", "OPTIONAL_MUTUAL": break
    default: return found
    }
    let sources = certificateSources
    if sources.count > 1 {
      let reason =
        "only one of credential_name, credential_names, server_certificate/private_key, tls_certificates should be "
        + "specified"
      found.append(Rejection(metadata, reason, at: sources[1]))
    }
    let endsTLS = !isPassedThrough
    if endsTLS, credentialName.isSet || !credentialNames.isEmpty { return found }
    if endsTLS { found += missingCertificates(of: metadata) }
    if let crl = caCrl, !crl.value.isEmpty {
      if credentialName.isSet {
        let reason = "CRL is not supported with credentialName. CRL has to be specified in the credential"
        found.append(Rejection(metadata, reason, at: crl.span))
      }
      if modeName == "SIMPLE" {
        found.append(Rejection(metadata, "CRL is not supported with SIMPLE TLS", at: crl.span))
      }
    }
    return found
  }

  private func certificatesOfMeshTLS(of metadata: Metadata) -> [Rejection] {
    certificateFields.map { field in
      Rejection(metadata, "ISTIO_MUTUAL TLS cannot have associated \(field.name)", at: field.place)
    }
  }

  private func missingCertificates(of metadata: Metadata) -> [Rejection] {
    let kind = modeName == "SIMPLE" ? "SIMPLE TLS" : "MUTUAL TLS"
    let place = mode?.span ?? span
    var found: [Rejection] = []
    if kind == "MUTUAL TLS", !caCertificates.isSet {
      found.append(Rejection(metadata, "\(kind) requires a client CA bundle", at: place))
    }
    if tlsCertificates.count > 2 {
      let reason = "\(kind) can support up to 2 server certificates"
      found.append(Rejection(metadata, reason, at: tlsCertificates[2].span, consequence: .warning))
    }
    let written = tlsCertificates.map { ($0.serverCertificate, $0.privateKey, $0.span) }
    for (certificate, key, span) in written.isEmpty ? [(serverCertificate, privateKey, place)] : written {
      if !certificate.isSet { found.append(Rejection(metadata, "\(kind) requires a server certificate", at: span)) }
      if !key.isSet { found.append(Rejection(metadata, "\(kind) requires a private key", at: span)) }
    }
    return found
  }

  private func versionWarnings(of metadata: Metadata) -> [Rejection] {
    var found: [Rejection] = []
    func warn(_ reason: String, at span: SourceSpan) {
      found.append(Rejection(metadata, reason, at: span, consequence: .warning))
    }
    if let version = minProtocolVersion, ["TLSV1_0", "TLSV1_1"].contains(version.value), cipherSuites.isEmpty {
      let reason =
        "TLS version below TLSV1_2 require setting compatible ciphers as by default they no longer include compatible "
        + "ciphers."
      warn(reason, at: version.span)
    }
    let invalid = cipherSuites.filter { !CipherSuite.isValid($0.value) }
    if let first = invalid.first {
      warn("ignoring invalid cipher suites: \(Self.list(invalid))", at: first.span)
    }
    var seen: Set<String> = []
    let repeated = cipherSuites.filter { CipherSuite.isValid($0.value) && !seen.insert($0.value).inserted }
    if let first = repeated.first {
      warn("ignoring duplicate cipher suites: \(Self.list(repeated))", at: first.span)
    }
    return found
  }

  /// The values once each and sorted, as Go prints them.
  private static func list(_ values: [Located<String>]) -> String {
    "[\(Set(values.map(\.value)).sorted().joined(separator: " "))]"
  }
}

extension Located<String>? {
  /// Whether there is a text that is not empty.
  fileprivate var isSet: Bool { self.map { !$0.value.isEmpty } ?? false }
}

extension Gateway.TLS {
  /// The mode; without one, TLS is passed through.
  package var modeName: String { mode?.value ?? "PASSTHROUGH" }

  package var isPassedThrough: Bool { modeName == "PASSTHROUGH" || modeName == "AUTO_PASSTHROUGH" }

  /// Every field that names a certificate, in Istio's words and order.
  fileprivate var certificateFields: [(name: String, place: SourceSpan)] {
    let files = [
      ("server certificate", serverCertificate), ("private key", privateKey), ("CA bundle", caCertificates),
    ]
    var found = files.compactMap { name, file in file.isSet ? file.map { (name, $0.span) } : nil }
    if let first = tlsCertificates.first { found.append(("tlsCertificates", first.span)) }
    if let credentialName, !credentialName.value.isEmpty { found.append(("credentialName", credentialName.span)) }
    if let first = credentialNames.first { found.append(("credentialNames", first.span)) }
    return found
  }

  /// Where each of the ways to name the server's certificate is written.
  fileprivate var certificateSources: [SourceSpan] {
    var found: [SourceSpan] = []
    if let credentialName, !credentialName.value.isEmpty { found.append(credentialName.span) }
    if let first = credentialNames.first { found.append(first.span) }
    if let serverCertificate, !serverCertificate.value.isEmpty, privateKey.isSet {
      found.append(serverCertificate.span)
    }
    if let first = tlsCertificates.first { found.append(first.span) }
    return found
  }
}

/// The cipher suites that a gateway may be told to take (`pkg/config/security/security.go` IsValidCipherSuite).
private enum CipherSuite {
  private static let known: Set<String> = [
    "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
    "ECDHE-ECDSA-AES128-SHA", "ECDHE-RSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA", "ECDHE-RSA-AES256-SHA",
    "AES128-GCM-SHA256", "AES256-GCM-SHA384", "AES128-SHA", "AES256-SHA", "DES-CBC3-SHA",
  ]

  /// Expressions, which start with an operator, are not looked into.
  static func isValid(_ suite: String) -> Bool {
    guard let first = suite.first, suite != "ALL" else { return true }
    return !(first.isLetter || first.isNumber) || known.contains(suite)
  }
}
