package import Diagnostics

/// A text in a manifest that holds, or should hold, certificates or private keys in PEM.
package struct CertificateText: Sendable {
  package enum Encoding: Sendable {
    case plain, base64
  }

  /// The object that it stands in.
  package var owner: Metadata
  /// The key of the entry, or the path of the field, such as `tls.crt` or `identity.issuer.tls.crtPEM`.
  package var name: String
  package var value: Located<String>
  package var encoding: Encoding
  /// The column in which the lines of a literal block begin in the file; nil where the text is written in another way, so
  /// that its lines have no place of their own.
  private var blockColumn: UInt32?

  init(_ owner: Metadata, _ name: String, _ value: Located<String>, _ encoding: Encoding) {
    self.owner = owner
    self.name = name
    self.value = value
    self.encoding = encoding
  }

  /// An entry of a mapping, whose lines are told apart where it is a literal block.
  init(_ owner: Metadata, _ entry: LocatedMap.Entry, _ encoding: Encoding) {
    self.init(owner, entry.key.value, entry.value, encoding)
    let isBlock = entry.isLiteral && entry.value.span.start.line < entry.value.span.end.line
    blockColumn = isBlock && encoding == .plain ? entry.key.span.start.column + 2 : nil
  }

  /// The place of a line of the text, from 0: where the text is a literal block, the line in the file.
  package func place(ofLine line: Int) -> SourceSpan {
    guard let blockColumn else { return value.span }
    let start = SourcePosition(line: Int(value.span.start.line) + 1 + line, column: Int(blockColumn))
    return SourceSpan(file: value.span.file, start: start, end: start)
  }
}

extension Mesh {
  /// The texts of the input that hold, or by their place should hold, certificates or keys. Linear in the size of
  /// Secrets, ConfigMaps, webhooks and the values of Linkerd's releases.
  package var certificateTexts: [CertificateText] {
    var texts: [CertificateText] = []
    for secret in secrets where !secret.isEncrypted {
      for entry in secret.stringData.entries { texts.append(CertificateText(secret.metadata, entry, .plain)) }
      for entry in secret.data.entries where secret.stringData[entry.key.value] == nil {
        texts.append(CertificateText(secret.metadata, entry, .base64))
      }
    }
    for map in configMaps {
      for entry in map.data.entries where entry.value.value.mayBePEM {
        texts.append(CertificateText(map.metadata, entry, .plain))
      }
    }
    for configuration in webhookConfigurations {
      for webhook in configuration.webhooks {
        guard let bundle = webhook.caBundle, !bundle.value.isEmpty else { continue }
        texts.append(CertificateText(configuration.metadata, "clientConfig.caBundle", bundle, .base64))
      }
    }
    for (owner, values) in linkerdValues {
      let fields = [
        ("identityTrustAnchorsPEM", values.identityTrustAnchorsPEM),
        ("identity.issuer.tls.crtPEM", values.issuerCertificate), ("identity.issuer.tls.keyPEM", values.issuerKey),
      ]
      for case (let name, let value?) in fields where !value.value.isEmpty {
        texts.append(CertificateText(owner, name, value, .plain))
      }
    }
    return texts
  }
}

extension String {
  /// Whether a block of PEM begins in the text.
  fileprivate var mayBePEM: Bool { utf8.contains(UInt8(ascii: "-")) && contains("-----BEGIN ") }
}
