import Certificates
package import Diagnostics
import MeshModel

/// Why linkerd-identity does not read certificates to the end of their text, or at all (`pkg/tls/codec.go`
/// DecodePEMCertificates).
package enum LinkerdReadingProblem: Hashable, Sendable {
  /// Something stands behind the last certificate, which makes the whole text unreadable.
  case trailingText
  /// A block that is no certificate, where reading ends. `isFirst`: No certificate stands before it.
  case otherBlock(label: String, isFirst: Bool)
}

/// Why linkerd-identity does not read a private key (`pkg/tls/codec.go` DecodePEMKey).
package enum LinkerdKeyProblem: Hashable, Sendable {
  /// The first block is no private key of a form that is known.
  case otherBlock(label: String)
  /// The key needs a password.
  case encrypted
}

extension LinkerdTrust.Anchors {
  /// What keeps linkerd-identity from reading all the anchors; nil where nothing does, and where it does not read them.
  package var readingProblem: LinkerdReadingProblem? {
    switch source {
    case .configMap: content.readingProblem(isTrimmed: false)
    case .release: content.readingProblem(isTrimmed: true)
    case .configuration, .issuerSecret: nil
    }
  }
}

extension LinkerdTrust.Issuer {
  /// What keeps linkerd-identity from reading the certificates; nil where nothing does.
  package var readingProblem: LinkerdReadingProblem? { content.readingProblem(isTrimmed: isOfRelease) }

  /// What keeps linkerd-identity from reading the key; nil where nothing does or is known to. That the key is neither
  /// of RSA nor an elliptic one follows from its certificate, or the two do not belong together.
  package var keyProblem: LinkerdKeyProblem? {
    guard let key, key.problems.isEmpty, let text = key.text.pem, let block = PEMText(text).blocks.first else {
      return nil
    }
    switch block.label {
    case "EC PRIVATE KEY", "RSA PRIVATE KEY", "PRIVATE KEY":
      return text.contains("Proc-Type: 4,ENCRYPTED") ? .encrypted : nil
    case "ENCRYPTED PRIVATE KEY": return .encrypted
    default: return .otherBlock(label: block.label)
    }
  }
}

extension CertificateInventory.Content {
  /// `isTrimmed`: Whether the chart takes the blanks around the text away.
  fileprivate func readingProblem(isTrimmed: Bool) -> LinkerdReadingProblem? {
    guard problems.isEmpty, let text = text.pem else { return nil }
    let labels = PEMText(text).blocks.map(\.label)
    if let stop = labels.firstIndex(where: { $0 != "CERTIFICATE" }) {
      guard stop == 0 || labels[stop...].contains("CERTIFICATE") else { return nil }
      return .otherBlock(label: labels[stop], isFirst: stop == 0)
    }
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard let end = lines.lastIndex(where: { $0.starts(with: "-----END ".utf8) }) else { return nil }
    let rest = lines[(end + 1)...]
    if isTrimmed { return rest.allSatisfy { $0.allSatisfy(\.isBlank) } ? nil : .trailingText }
    return rest.count < 2 && rest.allSatisfy(\.isEmpty) ? nil : .trailingText
  }

  /// Where the block stands that is no certificate, or the last certificate.
  package func place(of problem: LinkerdReadingProblem) -> SourceSpan {
    if case .otherBlock(let label, _) = problem,
      let block = text.pem.flatMap({ PEMText($0).blocks.first { $0.label == label } })
    {
      return text.place(ofLine: block.line)
    }
    return certificates.last?.place ?? text.value.span
  }
}

extension UInt8 {
  fileprivate var isBlank: Bool { [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")].contains(self) }
}

extension CertificateText {
  /// The text without its base64; nil where that is none.
  fileprivate var pem: String? {
    switch encoding {
    case .plain: value.value
    case .base64: base64Decoded(value.value).map { String(decoding: $0, as: UTF8.self) }
    }
  }
}
