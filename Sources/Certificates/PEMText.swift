/// A block of a text in PEM (RFC 7468), such as a certificate.
package struct PEMBlock: Hashable, Sendable {
  /// What stands behind `BEGIN`, such as `CERTIFICATE`.
  package var label: String
  /// What the base64 between the boundaries stands for.
  package var bytes: [UInt8]
  /// The line of the text in which the block begins, from 0.
  package var line: Int
}

/// Why a block of a text cannot be read.
package enum PEMProblem: Hashable, Sendable {
  /// There is no `-----END LABEL-----`.
  case unterminated(label: String)
  /// What stands between the boundaries is no base64.
  case invalidBase64(label: String)
  /// A boundary does not stand at the start of its line, so that readers pass over the block.
  case indented(label: String)
}

/// The blocks of a text in PEM, as OpenSSL and Go find them: what stands between blocks is passed over.
package struct PEMText: Sendable {
  package private(set) var blocks: [PEMBlock] = []
  /// Each with the line, from 0, in which the block begins.
  package private(set) var problems: [(problem: PEMProblem, line: Int)] = []

  /// Reads a text. Linear in its length.
  package init(_ text: String) {
    var open: (label: Substring, line: Int, isIndented: Bool, body: String)?
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let trimmed = line.trimmed
      if let label = trimmed.boundary("-----BEGIN ") {
        if let open { problems.append((.unterminated(label: String(open.label)), open.line)) }
        open = (label, number, trimmed.startIndex != line.startIndex, "")
      } else if let label = trimmed.boundary("-----END "), let block = open {
        open = nil
        guard label == block.label else {
          problems.append((.unterminated(label: String(block.label)), block.line))
          continue
        }
        let isIndented = block.isIndented || trimmed.startIndex != line.startIndex
        close(label: String(label), line: block.line, isIndented: isIndented, body: block.body)
      } else if open != nil, !trimmed.contains(":") {
        // Encrypted keys of the old form have header fields, with a colon.
        open?.body += trimmed
      }
    }
    if let open { problems.append((.unterminated(label: String(open.label)), open.line)) }
  }

  private mutating func close(label: String, line: Int, isIndented: Bool, body: String) {
    if isIndented {
      problems.append((.indented(label: label), line))
    } else if let bytes = base64Decoded(body), !bytes.isEmpty {
      blocks.append(PEMBlock(label: label, bytes: bytes, line: line))
    } else {
      problems.append((.invalidBase64(label: label), line))
    }
  }
}

extension PEMBlock {
  package var isCertificate: Bool { ["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"].contains(label) }
  package var isPrivateKey: Bool { label == "PRIVATE KEY" || label.hasSuffix(" PRIVATE KEY") }
}

extension Substring {
  /// Without blanks around it.
  fileprivate var trimmed: Substring {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\r\n" }
    guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
      return self[endIndex...]
    }
    return self[first...last]
  }

  /// The label of a boundary line; nil for any other line.
  fileprivate func boundary(_ start: String) -> Substring? {
    guard hasPrefix(start), hasSuffix("-----"), utf8.count > start.utf8.count + 5 else { return nil }
    return dropFirst(start.count).dropLast(5)
  }
}
