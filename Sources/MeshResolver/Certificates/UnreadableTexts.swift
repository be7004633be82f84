import Certificates
package import Diagnostics
package import MeshModel

/// A text that should hold certificates or keys, and of which a program reads none or not all.
package struct UnreadableText: Sendable {
  package enum Reason: Hashable, Sendable {
    case content(CertificateInventory.Problem)
    /// PEM stands in base64 once more than the field wants it.
    case base64OnceMore
    /// The bytes may be a certificate or key without the text around it.
    case der
    case noPEM
  }

  /// Where it stands, and in which encoding.
  package var text: CertificateText
  package var reason: Reason
  package var place: SourceSpan
  /// Whether some of it is read.
  package var isReadInPart: Bool
}

extension EffectiveMesh {
  /// The texts of which programs read nothing or not all, each with the first reason.
  ///
  /// What stands for the real text, such as `${CA}` or a certificate with `...` in its middle, is left alone, and so
  /// are entries of Secrets and ConfigMaps that may be meant for anything. ``invalidCredentials()`` has the
  /// certificates of Gateways.
  package func unreadableTexts() -> [UnreadableText] {
    guard certificates.reader != nil else { return [] }
    let found = certificates.contents.compactMap(UnreadableText.init)
    guard found.contains(where: { $0.text.owner.kind.value == "Secret" }) else { return found }
    let known = metadataOfInvalidCredentials()
    return found.filter { !known.contains(ObjectIdentifier($0.text.owner)) }
  }

  /// The Secrets that ``invalidCredentials()`` has.
  func metadataOfInvalidCredentials() -> Set<ObjectIdentifier> {
    Set(invalidCredentials().found.map { ObjectIdentifier($0.secret.metadata) })
  }
}

extension UnreadableText {
  fileprivate init?(_ content: CertificateInventory.Content) {
    let text = content.text
    guard text.isMeantForPEM, let reason = content.reasonNotRead else { return nil }
    self.init(
      text: text, reason: reason, place: content.problems.first?.place ?? text.value.span,
      isReadInPart: !content.certificates.isEmpty || !content.keys.isEmpty)
  }
}

extension CertificateInventory.Content {
  /// Nil where all is read, and where the text stands for another. That a value is no base64 at all is found with the
  /// schema of its object.
  fileprivate var reasonNotRead: UnreadableText.Reason? {
    let written = text.value.value
    guard !problems.isEmpty || isUnreadable, !written.isStandIn else { return nil }
    guard let pem, let bytes = text.bytes,
      text.encoding == .plain || !String(decoding: bytes, as: UTF8.self).isStandIn
    else { return nil }
    if let problem = problems.first { return .content(problem.value) }
    guard pem.blocks.isEmpty else { return nil }
    if bytes.starts(with: [0x30, 0x82]) || bytes.starts(with: [0x30, 0x81]) { return .der }
    let decoded = base64Decoded(String(decoding: bytes, as: UTF8.self)).map { PEMText($0) }
    return decoded?.blocks.isEmpty ?? true ? .noPEM : .base64OnceMore
  }
}

extension CertificateText {
  /// Names under which controllers and proxies read certificates and keys.
  private static let names: Set = [
    "tls.crt", "tls.key", "ca.crt", "crt.pem", "key.pem", "cert.pem", "ca-cert.pem", "ca-key.pem", "root-cert.pem",
    "cert-chain.pem", "ca-bundle.crt",
  ]

  /// Whether nothing but PEM makes sense here.
  fileprivate var isMeantForPEM: Bool {
    guard owner.kind.value == "Secret" || owner.kind.value == "ConfigMap" else { return true }
    let start = encoding == .plain ? "-----BEGIN " : "LS0tLS1CRUdJTi"
    return Self.names.contains(name) || value.value.drop { $0.isWhitespace }.hasPrefix(start)
  }
}

extension String {
  private static let wordsOfStandIns = [
    "xxxx", "enc[", "vault:", "placeholder", "changeme", "replace", "redacted", "dummy",
  ]
  /// What stands for something that was left out, and is no base64 or none that anybody has.
  private static let elisions = ["...", "…", "***", "xxxxxxxx", "{{", "${", "<"]

  /// Whether a text is empty, or another will take its place: a variable, a word such as `CHANGEME`, a reference to a
  /// vault, a value that SOPS encrypted, a certificate that is cut short as in documentation.
  ///
  /// What stands around blocks of PEM, such as the output of `openssl x509 -text`, does not count.
  fileprivate var isStandIn: Bool {
    if allSatisfy(\.isWhitespace) { return true }
    let bodies = blockBodies
    guard bodies.isEmpty else { return bodies.contains { $0.holdsStandIn(isProse: false) } }
    return prefix { !$0.isWhitespace }.contains("://") || holdsStandIn(isProse: contains(" "))
  }

  /// `isProse`: Whether it is no base64, which spells words by chance where it is long.
  private func holdsStandIn(isProse: Bool) -> Bool {
    let small = lowercased()
    if Self.elisions.contains(where: { small.contains($0) }) { return true }
    guard isProse || utf8.count < 80 else { return false }
    return mayBePlaceholder || Self.wordsOfStandIns.contains { small.contains($0) }
  }

  /// What stands between each boundary that begins a block of PEM and the next boundary.
  private var blockBodies: [String] {
    let parts = split(separator: "-----", omittingEmptySubsequences: false)
    return zip(parts, parts.dropFirst())
      .filter { $0.0.hasPrefix("BEGIN ") && !$0.0.contains(where: \.isNewline) }
      .map { String($0.1) }
  }
}

extension EffectiveMesh {
  /// The CertificateRequests of cert-manager whose `spec.request` is no signing request in PEM, which
  /// its webhook refuses (`internal/apis/certmanager/validation/certificaterequest.go`).
  package func requestsWithoutSigningRequest() -> [CertificateRequest] {
    let requests = mesh.certManager.requests
    guard !requests.isEmpty, let reader = CertificateReader() else { return [] }
    return requests.filter { request in
      guard let written = request.request?.value, !written.isStandIn else { return false }
      guard let text = base64Decoded(written), let block = PEMText(text).blocks.first else { return true }
      return !reader.isSigningRequest(der: block.bytes)
    }
  }
}
