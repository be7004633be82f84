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
    /// The blocks of the text; nil where it is no base64 and should be.
    package var pem: PEMText?
    /// In the order of the text.
    package var certificates: [Placed<Certificate>] = []
    /// The public halves of the private keys; nil for a key that cannot be read, as without its password.
    package var keys: [Placed<PublicKey?>] = []
    /// What stands between boundaries of PEM and is not what they announce.
    package var problems: [Placed<Problem>] = []
    /// Whether the text is no base64 where it should be, or holds no block of PEM at all.
    package var isUnreadable: Bool { certificates.isEmpty && keys.isEmpty && problems.isEmpty }
  }

  /// What stands between boundaries, and is no certificate or key to those who read the text.
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
  /// The texts with certificates or keys that nothing here can read; empty where the machine has libcrypto.
  package var unread: [Content] { reader == nil ? contents.filter { !($0.pem?.blocks ?? []).isEmpty } : [] }
  private var positions: [Key: Int] = [:]
  /// Names that several texts of one object share.
  private var ambiguous: Set<Key> = []

  private struct Key: Hashable {
    var owner: ObjectIdentifier
    var name: String
  }

  /// Reads every text. Linear in their length.
  init(_ mesh: Mesh) {
    let texts = mesh.certificateTexts
    reader = texts.isEmpty ? nil : CertificateReader()
    var known = KnownCertificates(reader: reader)
    for text in texts {
      let key = Key(owner: ObjectIdentifier(text.owner), name: text.name)
      if positions.updateValue(contents.count, forKey: key) != nil { ambiguous.insert(key) }
      contents.append(Content(text, &known))
    }
  }

  /// What an entry or field of an object holds; nil where there is none, or several have the name.
  package func content(of owner: Metadata, named name: String) -> Content? {
    let key = Key(owner: ObjectIdentifier(owner), name: name)
    return ambiguous.contains(key) ? nil : positions[key].map { contents[$0] }
  }
}

/// The certificates that were read: copies of one stand in many namespaces.
private struct KnownCertificates {
  /// Nil where nothing can be read.
  let reader: CertificateReader?
  private var certificates: [[UInt8]: Certificate] = [:]

  init(reader: CertificateReader?) { self.reader = reader }

  mutating func certificate(in block: PEMBlock) -> Certificate? {
    guard !block.isCertificateOfOpenSSL else { return reader?.certificate(in: block) }
    if let known = certificates[block.bytes] { return known }
    let certificate = reader?.certificate(in: block)
    certificates[block.bytes] = certificate
    return certificate
  }
}

extension CertificateInventory.Content {
  fileprivate init(_ text: CertificateText, _ known: inout KnownCertificates) {
    self.text = text
    guard let pem = text.bytes.map({ PEMText($0) }) else { return }
    self.pem = pem
    problems = pem.problems.map { (.pem($0.problem, line: $0.line), text.place(of: $0.problem, line: $0.line)) }
    guard let reader = known.reader else { return }
    for block in pem.blocks {
      let place = text.place(ofLine: block.line)
      if block.isCertificate {
        if let certificate = known.certificate(in: block) {
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
  /// What it holds, without base64 around it; nil where it is none.
  var bytes: [UInt8]? {
    encoding == .base64 ? base64Decoded(value.value) : Array(value.value.utf8)
  }

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
