package import Diagnostics

/// A text in a manifest that holds, or should hold, certificates or private keys in PEM.
package struct CertificateText: Sendable {
  /// How the text stands in its object.
  package enum Encoding: Sendable {
    case plain, base64
  }

  /// The object that it stands in.
  package let owner: Metadata
  /// The key of the entry, the path of the field or the name of the variable, such as `tls.crt`,
  /// `webhooks[0].clientConfig.caBundle` or `LINKERD2_PROXY_IDENTITY_TRUST_ANCHORS`. Variables may share it. A text
  /// inside the text of an entry has the path there, behind the key of the entry unless that is `values`.
  package let name: String
  package let value: Located<String>
  package let encoding: Encoding
  /// The lines of the text, from 0, in which private keys begin that need no password.
  private let privateKeyLines: [Int]
  /// The column in which the lines of a literal block begin in the file; nil where the text is written in another way,
  /// so that its lines have no place of their own.
  private let blockColumn: UInt32?

  init(
    _ owner: Metadata, _ name: String, _ value: Located<String>, _ encoding: Encoding, blockColumn: UInt32? = nil
  ) {
    self.owner = owner
    self.name = name
    self.value = value
    self.encoding = encoding
    self.blockColumn = encoding == .plain ? blockColumn : nil
    let text = encoding == .base64 ? PEMSearch.decoded(value.value) : nil
    privateKeyLines = PEMSearch(text ?? value.value).privateKeyLines
  }

  /// The place of a line of the text, from 0: where the text is a literal block, the line in the file.
  package func place(ofLine line: Int) -> SourceSpan {
    guard let blockColumn else { return value.span }
    let start = SourcePosition(line: Int(value.span.start.line) + 1 + line, column: Int(blockColumn))
    return SourceSpan(file: value.span.file, start: start, end: start)
  }

  /// Where private keys begin that need no password, each place once.
  package var privateKeyPlaces: [SourceSpan] {
    guard blockColumn != nil else { return privateKeyLines.isEmpty ? [] : [value.span] }
    return privateKeyLines.map(place)
  }
}

extension Mesh {
  /// The texts of the input that hold, or by their place should hold, certificates or keys. Of those that should, these
  /// are known: the entries of Secrets, the CA bundles of what the API server or cert-manager calls, and the values of
  /// Linkerd's control plane.
  package var certificateTexts: [CertificateText] {
    struct Key: Hashable {
      var owner: ObjectIdentifier
      var name: String
    }
    var texts = foundCertificateTexts
    let found = Set(texts.map { Key(owner: ObjectIdentifier($0.owner), name: $0.name) })
    for (owner, values) in linkerdValues {
      let fields = [
        ("identityTrustAnchorsPEM", values.identityTrustAnchorsPEM),
        ("identity.issuer.tls.crtPEM", values.issuerCertificate), ("identity.issuer.tls.keyPEM", values.issuerKey),
      ]
      for case (let name, let value?) in fields
      where !value.value.isEmpty && !found.contains(Key(owner: ObjectIdentifier(owner), name: name)) {
        texts.append(CertificateText(owner, name, value, .plain))
      }
    }
    return texts
  }
}
