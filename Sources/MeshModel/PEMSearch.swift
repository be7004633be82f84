import Diagnostics
private import FoundationEssentials

/// Tells where PEM stands in a text, as it is or in base64, without reading it.
struct PEMSearch {
  /// What the text says, with base64 around it undone once or twice.
  let text: String
  /// Whether a certificate or private key begins at the start of a line.
  let isPEM: Bool

  /// How a block begins, and the same in base64 and in base64 of that.
  private static let marks: [StaticString] = ["-----BEGIN ", "LS0tLS1CRUdJTi", "TFMwdExTMUNSVWRKVGlC"]
  private static let begin = Array("-----BEGIN ".utf8)
  private static let dashes = Array("-----".utf8)
  private static let labels = [Array("CERTIFICATE".utf8), Array("PRIVATE KEY".utf8)]
  /// The fewest characters of base64 that a private key is; shorter texts stand for one.
  private static let shortestKey = 56

  /// Whether PEM may stand in some text, in whatever form.
  static func mayFind(in bytes: ArraySlice<UInt8>) -> Bool { marks.contains { bytes.holds($0) } }

  init(_ written: String) {
    var text = written
    for mark in Self.marks.dropFirst().reversed() where text.drop(while: \.isWhitespace).hasPrefix(mark.description) {
      text = Self.decoded(text) ?? text
    }
    self.text = text
    isPEM = Self.blocks(of: Array(text.utf8)).contains { $0.isAtLineStart && $0.isWanted }
  }

  /// The text that a text in base64 stands for; nil where it is no base64.
  static func decoded(_ text: String) -> String? {
    Data(base64Encoded: Data(text.utf8.filter { !isBlank($0) })).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The lines, from 0, in which private keys begin that are complete and need no password. A key may be indented, or
  /// written in one line.
  var privateKeyLines: [Int] {
    let bytes = Array(text.utf8)
    var (lines, line, next): ([Int], Int, Int) = ([], 0, 0)
    for block in Self.blocks(of: bytes) where block.label.ends(with: Self.labels[1]) {
      line += bytes[next..<block.start].count { $0 == UInt8(ascii: "\n") }
      next = block.start
      guard !block.label.starts(with: "ENCRYPTED".utf8), let body = Self.body(in: bytes[block.body...]),
        Self.isKey(body.prefix { $0 != UInt8(ascii: "-") })
      else { continue }
      lines.append(line)
    }
    return lines
  }

  /// What follows the fields that may stand before the base64 of a block; nil where they say that a password is needed.
  private static func body(in block: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var rest = block.drop(while: isBlank)
    while true {
      let line = rest.prefix { $0 != UInt8(ascii: "\n") }
      guard line.contains(UInt8(ascii: ":")), line.firstRange(of: dashes) == nil else { return rest }
      guard !line.starts(with: "Proc-Type:".utf8), !line.starts(with: "DEK-Info:".utf8) else { return nil }
      rest = rest[line.endIndex...].drop(while: isBlank)
    }
  }

  private struct Block {
    var label: ArraySlice<UInt8>
    /// Where the boundary begins, and where the text behind it does.
    var start: Int
    var body: Int
    var isAtLineStart: Bool

    /// Whether it is a certificate or a private key.
    var isWanted: Bool { PEMSearch.labels.contains { label.ends(with: $0) } }
  }

  /// The blocks that begin in a text. Linear in its length.
  private static func blocks(of bytes: [UInt8]) -> [Block] {
    var blocks: [Block] = []
    var next = 0
    while let found = bytes[next...].firstRange(of: begin) {
      let label = bytes[found.upperBound...].prefix { $0 != UInt8(ascii: "-") && $0 >= 0x20 }
      let isBoundary = bytes[label.endIndex...].starts(with: dashes)
      if isBoundary {
        let isAtLineStart = found.lowerBound == 0 || bytes[found.lowerBound - 1] == UInt8(ascii: "\n")
        blocks.append(
          Block(label: label, start: found.lowerBound, body: label.endIndex + 5, isAtLineStart: isAtLineStart))
      }
      next = label.endIndex
    }
    return blocks
  }

  /// Whether what stands between boundaries can be a private key, and no dots or words in place of one.
  private static func isKey(_ body: ArraySlice<UInt8>) -> Bool {
    body.count { !isBlank($0) } >= shortestKey
      && body.allSatisfy { byte in
        isBlank(byte) || (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte & 0xdf)
          || [UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "\\")].contains(byte)
      }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte <= 0x20 }
}

extension ArraySlice<UInt8> {
  fileprivate func ends(with suffix: [UInt8]) -> Bool { self.suffix(suffix.count).elementsEqual(suffix) }
}
