package import Certificates
package import Diagnostics
package import MeshModel

/// The certificates and keys in the input, and where they stand.
package struct CertificateInventory: Sendable {
  /// Something that stands in a text, with its place: a line of it where lines have places, else the whole text.
  package typealias Placed<Value> = (value: Value, place: SourceSpan)

  /// What one text holds.
  package struct Content: Sendable {
    package var text: CertificateText
    /// In the order of the text.
    package var certificates: [Placed<Certificate>] = []
    /// The public halves of the private keys; nil for a key that cannot be read, as without its password.
    package var keys: [Placed<PublicKey?>] = []
    /// What stands between boundaries of PEM and is not what they announce.
    package var problems: [Placed<Problem>] = []
    /// Whether the text is no base64 where it should be, or holds no block of PEM at all.
    package var isUnreadable: Bool { certificates.isEmpty && keys.isEmpty && problems.isEmpty }
  }

  package enum Problem: Hashable, Sendable {
    /// `line`: Of the text, from 0.
    case pem(PEMProblem, line: Int)
    /// A block named a certificate that is none.
    case noCertificate
    /// A block named a private key that is none, and not for lack of a password.
    case noKey
    /// A certificate that is read, under a label that only OpenSSL takes.
    case passedOver(label: String)
  }

  /// One for each text, in the order of ``Mesh/certificateTexts``.
  package private(set) var contents: [Content] = []
  /// Nil where the machine has no libcrypto, so that nothing is known of any certificate.
  package let reader: CertificateReader?
  private var positions: [Key: Int] = [:]

  private struct Key: Hashable {
    var owner: ObjectIdentifier
    var name: String
  }

  /// Reads every text. Linear in their length.
  init(_ mesh: Mesh) {
    let texts = mesh.certificateTexts
    reader = texts.isEmpty ? nil : CertificateReader()
    guard let reader else { return }
    for text in texts {
      positions[Key(owner: ObjectIdentifier(text.owner), name: text.name)] = contents.count
      contents.append(Content(text, reader))
    }
  }

  /// What an entry or field of an object holds; nil where there is none.
  package func content(of owner: Metadata, named name: String) -> Content? {
    positions[Key(owner: ObjectIdentifier(owner), name: name)].map { contents[$0] }
  }
}

extension CertificateInventory.Content {
  fileprivate init(_ text: CertificateText, _ reader: CertificateReader) {
    self.text = text
    let bytes: [UInt8]
    switch text.encoding {
    case .plain: bytes = Array(text.value.value.utf8)
    case .base64:
      guard let decoded = base64Decoded(text.value.value) else { return }
      bytes = decoded
    }
    let pem = PEMText(bytes)
    problems = pem.problems.map { (.pem($0.problem, line: $0.line), text.place(of: $0.problem, line: $0.line)) }
    for block in pem.blocks {
      let place = text.place(ofLine: block.line)
      if block.isCertificate {
        if let certificate = reader.certificate(in: block) {
          certificates.append((certificate, place))
          if block.isCertificateOfOpenSSL { problems.append((.passedOver(label: block.label), place)) }
        } else if !block.isCutShort {
          problems.append((.noCertificate, place))
        }
      } else if block.isPrivateKey {
        let key = reader.publicKey(ofPrivateKey: block)
        keys.append((key, place))
        if key == nil, block.isPlainPrivateKey, !block.isCutShort { problems.append((.noKey, place)) }
      }
    }
  }
}

extension CertificateText {
  /// The place of a problem that a line of the text has.
  fileprivate func place(of problem: PEMProblem, line: Int) -> SourceSpan {
    var place = place(ofLine: line)
    guard case .indented(_, let blanks) = problem, place != value.span else { return place }
    place.start.column += UInt32(blanks)
    place.end = place.start
    return place
  }
}

extension EffectiveMesh {
  /// The certificates and keys that are written in the input.
  package var certificates: CertificateInventory {
    shared.certificates { CertificateInventory(mesh) }
  }
}
