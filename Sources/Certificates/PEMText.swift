/// A block of a text in PEM (RFC 7468), such as a certificate.
package struct PEMBlock: Hashable, Sendable {
  /// What stands behind `BEGIN`, such as `CERTIFICATE`.
  package var label: String
  /// What the base64 between the boundaries stands for.
  package var bytes: [UInt8]
  /// The line of the text in which the block begins, from 0.
  package var line: Int
  /// Whether a field before the base64, such as `Proc-Type: 4,ENCRYPTED`, says that a password is needed.
  var isLocked: Bool
}

/// Why readers pass over a block of a text.
package enum PEMProblem: Hashable, Sendable {
  /// There is no line `-----END LABEL-----`.
  case unterminated(label: String)
  /// What stands between the boundaries is no base64.
  case invalidBase64(label: String)
  /// A boundary does not stand at the start of its line.
  ///
  /// `blanks`: How many stand before it.
  case indented(label: String, blanks: Int)
  /// A boundary shares its line with base64 or another boundary, as where line breaks became blanks or `\n`.
  case lineBreakLost(label: String)
  /// The line of `BEGIN` does not end in five dashes.
  case brokenBoundary
}

/// The blocks of a text in PEM, as Go's `encoding/pem` finds them: what stands between blocks is passed over, and so is
/// a block that is broken.
///
/// Istio, Linkerd's control plane, cert-manager and SPIRE are written in Go. OpenSSL takes the same blocks.
package struct PEMText: Sendable {
  package private(set) var blocks: [PEMBlock] = []
  /// Each with the line, from 0, that is wrong.
  package private(set) var problems: [(problem: PEMProblem, line: Int)] = []

  /// A block whose end was not seen yet.
  private struct OpenBlock {
    var label: String
    var line: Int
    /// How many blanks stand before its first line.
    var blanks: Int
    private var isInHeaders = true
    private(set) var isLocked = false
    /// Where the base64 begins.
    private(set) var start: Int

    init(label: String, line: Int, blanks: Int, start: Int) {
      (self.label, self.line, self.blanks, self.start) = (label, line, blanks, start)
    }

    /// Goes past a line that is a field with a colon, where it stands before the base64.
    mutating func passHeader(_ line: Line, next: Int) {
      guard isInHeaders else { return }
      isInHeaders = line.text.contains(UInt8(ascii: ":"))
      guard isInHeaders else { return }
      start = next
      if line.text.starts(with: "Proc-Type:".utf8) || line.text.starts(with: "DEK-Info:".utf8) { isLocked = true }
    }
  }

  /// Reads a text. Linear in its length.
  package init(_ text: String) { self.init(Array(text.utf8)) }

  /// As above, for the bytes of a text, which may be any.
  package init(_ text: [UInt8]) {
    var open: OpenBlock?
    var (start, number) = (text.startIndex, 0)
    while start < text.endIndex {
      let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.endIndex
      let next = min(end + 1, text.endIndex)
      let line = Line(text[start..<end])
      if let rest = line.rest(after: Line.begin) {
        if let open { problems.append((.unterminated(label: open.label), open.line)) }
        open = begin(rest, line, number: number, next: next)
      } else if let block = open, let rest = line.rest(after: Line.end) {
        close(block, rest, line, number: number, body: text[block.start..<start])
        open = nil
      } else {
        open?.passHeader(line, next: next)
      }
      (start, number) = (next, number + 1)
    }
    if let open { problems.append((.unterminated(label: open.label), open.line)) }
  }

  /// The block that a line begins; nil where none does.
  private mutating func begin(_ rest: ArraySlice<UInt8>, _ line: Line, number: Int, next: Int) -> OpenBlock? {
    guard let dashes = rest.firstRange(of: Line.dashes) else {
      problems.append((.brokenBoundary, number))
      return nil
    }
    let label = Self.label(rest[..<dashes.lowerBound])
    guard dashes.upperBound == rest.endIndex else {
      let isLonger = rest[dashes.upperBound...].contains { $0 != UInt8(ascii: "-") }
      problems.append((isLonger ? .lineBreakLost(label: label) : .brokenBoundary, number))
      return nil
    }
    return OpenBlock(label: label, line: number, blanks: line.blanks, start: next)
  }

  private mutating func close(
    _ block: OpenBlock, _ rest: ArraySlice<UInt8>, _ line: Line, number: Int, body: ArraySlice<UInt8>
  ) {
    let label = block.label
    if block.blanks > 0 {
      problems.append((.indented(label: label, blanks: block.blanks), block.line))
    } else if line.blanks > 0 {
      problems.append((.indented(label: label, blanks: line.blanks), number))
    } else if rest.firstRange(of: Line.begin) != nil {
      problems.append((.lineBreakLost(label: label), number))
    } else if !rest.elementsEqual(Array(label.utf8) + Line.dashes) {
      problems.append((.unterminated(label: label), block.line))
    } else if let bytes = base64Decoded(body), !bytes.isEmpty {
      blocks.append(PEMBlock(label: label, bytes: bytes, line: block.line, isLocked: block.isLocked))
    } else {
      problems.append((.invalidBase64(label: label), block.line))
    }
  }

  /// The text of a label, which stands in reports: what could not be one is left out of them.
  private static func label(_ bytes: ArraySlice<UInt8>) -> String {
    let isPlain = bytes.count <= 64 && bytes.allSatisfy { (0x20...0x7e).contains($0) }
    return isPlain ? String(decoding: bytes, as: UTF8.self) : "unknown"
  }
}

/// A line of a text in PEM.
private struct Line {
  static let begin = Array("-----BEGIN ".utf8)
  static let end = Array("-----END ".utf8)
  static let dashes = Array("-----".utf8)

  /// Without blanks at its ends.
  let text: ArraySlice<UInt8>
  /// How many stood before it.
  let blanks: Int

  init(_ line: ArraySlice<UInt8>) {
    let first = line.firstIndex { !$0.isBlank } ?? line.endIndex
    let last = line[first...].lastIndex { !$0.isBlankOrBreak } ?? first - 1
    text = line[first..<(last + 1)]
    blanks = first - line.startIndex
  }

  /// What follows the start of a boundary; nil where the line is none.
  func rest(after start: [UInt8]) -> ArraySlice<UInt8>? {
    text.starts(with: start) ? text.dropFirst(start.count) : nil
  }
}

extension PEMBlock {
  /// Whether it holds a certificate. Go's readers take those of label `CERTIFICATE` alone, and OpenSSL the others too.
  package var isCertificate: Bool { label == "CERTIFICATE" || isCertificateOfOpenSSL }
  /// Whether it holds a certificate that Go's readers pass over.
  package var isCertificateOfOpenSSL: Bool { label == "X509 CERTIFICATE" || label == "TRUSTED CERTIFICATE" }
  /// Whether it is but the start of a certificate, as documentation cuts it short.
  package var isCutShort: Bool { bytes.count < 64 && bytes.starts(with: [0x30, 0x82]) }
  package var isPrivateKey: Bool { label == "PRIVATE KEY" || label.hasSuffix(" PRIVATE KEY") }
  /// Whether it holds a key of a common form that no password protects.
  package var isPlainPrivateKey: Bool {
    ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"].contains(label) && !isLocked
  }
  /// Whether nobody can read the key without a password.
  var isEncrypted: Bool { label == "ENCRYPTED PRIVATE KEY" || isLocked }
}
