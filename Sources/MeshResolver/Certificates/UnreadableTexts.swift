import Certificates
package import Diagnostics
package import MeshModel

/// A text that should hold certificates or keys, and of which a program reads none or not all.
package struct UnreadableText: Sendable {
  package enum Reason: Hashable, Sendable {
    case content(CertificateInventory.Problem)
    /// The text is no base64 where the field wants it.
    case noBase64
    /// It is, but for blanks, which Kubernetes does not take (Go's `base64.StdEncoding`).
    case blanksInBase64
    /// PEM stands as it is where the field wants it in base64.
    case clearText
    /// PEM stands in base64 once more than the field wants it.
    case base64OnceMore
    /// The bytes may be a certificate or key without the text around it.
    case der
    case noPEM
  }

  package var text: CertificateText
  package var reason: Reason
  package var place: SourceSpan
  /// Whether some of it is read.
  package var isReadInPart: Bool
}

extension EffectiveMesh {
  /// The texts of which programs read nothing or not all, each with the first reason.
  ///
  /// What stands for the real text, such as `${CA}` or a certificate with `...` in its middle, is left alone, and so are
  /// entries of Secrets and ConfigMaps that may be meant for anything. ``invalidCredentials()`` has the certificates of
  /// Gateways.
  package func unreadableTexts() -> [UnreadableText] {
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
  /// Nil where all is read, or the text stands for another.
  fileprivate var reasonNotRead: UnreadableText.Reason? {
    let written = text.value.value
    guard !written.isStandIn else { return nil }
    let isBase64 = text.encoding == .base64
    let decoded = base64Decoded(written)
    if isBase64, decoded != nil, written.contains(where: { $0 == " " || $0 == "\t" }) { return .blanksInBase64 }
    if problems.isEmpty, !isUnreadable { return nil }
    if isBase64, let decoded, String(decoding: decoded, as: UTF8.self).isStandIn { return nil }
    if let problem = problems.first { return .content(problem.value) }
    guard isBase64 else { return decoded?.isPEM ?? false ? .base64OnceMore : .noPEM }
    guard let decoded else { return Array(written.utf8).isPEM ? .clearText : .noBase64 }
    if decoded.starts(with: [0x30, 0x82]) || decoded.starts(with: [0x30, 0x81]) { return .der }
    return base64Decoded(String(decoding: decoded, as: UTF8.self))?.isPEM ?? false ? .base64OnceMore : .noPEM
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
  /// Whether a text is empty, or another will take its place: a variable, a word such as `CHANGEME`, a reference to a
  /// vault, a value that SOPS encrypted, a certificate that is cut short as in documentation.
  fileprivate var isStandIn: Bool {
    if mayBePlaceholder || allSatisfy(\.isWhitespace) { return true }
    let marks = ["...", "…", "***", "{{", "ENC[", "://", "vault:"]
    return marks.contains { contains($0) } || lowercased().contains("xxxx")
  }
}

extension [UInt8] {
  fileprivate var isPEM: Bool {
    let pem = PEMText(self)
    return !pem.blocks.isEmpty || !pem.problems.isEmpty
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
