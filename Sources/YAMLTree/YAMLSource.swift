private import Glibc

/// The bytes of one file, cut into pieces that can be parsed apart from each other.
///
/// Cutting before a line that starts with `---` is always safe: libyaml ends plain and block scalars at such a line
/// and refuses it inside quoted ones and flow collections.
package struct YAMLSource: Sendable {
  /// A stretch of the file that starts at a document boundary.
  package struct Piece: Sendable {
    package var range: Range<Int>
    /// How many lines of the file come before it.
    package var precedingLines: Int
  }

  /// The text in UTF-8, without byte-order mark.
  package let text: [UInt8]

  /// Wraps the bytes of a file. UTF-16 with a byte-order mark is converted.
  package init(_ bytes: [UInt8]) {
    switch (bytes.first, bytes.dropFirst().first) {
    case (0xFF, 0xFE): text = Self.utf8(fromUTF16: bytes, at: (low: 0, high: 1))
    case (0xFE, 0xFF): text = Self.utf8(fromUTF16: bytes, at: (low: 1, high: 0))
    case (0xEF, 0xBB) where bytes.count > 2 && bytes[2] == 0xBF: text = Array(bytes.dropFirst(3))
    default: text = bytes
    }
  }

  /// Whether the text holds a byte that no text file has.
  package var isBinary: Bool { text.prefix(8192).contains(0) }

  /// Whether `{{` occurs in a piece, as it does in every template.
  package func hasBraces(in piece: Piece) -> Bool {
    unsafe text.withUnsafeBufferPointer { text in
      var next = piece.range.lowerBound
      while next < piece.range.upperBound {
        let brace = unsafe Self.offset(of: UInt8(ascii: "{"), in: text, from: next, to: piece.range.upperBound)
        if brace + 1 < piece.range.upperBound, unsafe text[brace + 1] == UInt8(ascii: "{") { return true }
        next = brace + 1
      }
      return false
    }
  }

  /// Whether a `#` is followed by a word somewhere in a piece, as in a comment that starts with it.
  package func hasHash(before word: StaticString, in piece: Piece) -> Bool {
    unsafe text.withUnsafeBufferPointer { text in
      guard let base = text.baseAddress else { return false }
      let end = piece.range.upperBound
      var next = unsafe Self.offset(of: UInt8(ascii: "#"), in: text, from: piece.range.lowerBound, to: end)
      while next < end {
        var start = next + 1
        while start < end, unsafe text[start] == UInt8(ascii: " ") { start += 1 }
        let fits = start + word.utf8CodeUnitCount <= end
        if fits, unsafe memcmp(base + start, word.utf8Start, word.utf8CodeUnitCount) == 0 { return true }
        next = unsafe Self.offset(of: UInt8(ascii: "#"), in: text, from: next + 1, to: end)
      }
      return false
    }
  }

  /// Whether a text occurs.
  ///
  /// `byte`: One of its bytes that is rare in most files: the search goes from one of them to the next.
  package func contains(_ sought: [UInt8], byFinding byte: UInt8) -> Bool {
    guard let before = sought.firstIndex(of: byte) else { return false }
    return unsafe text.withUnsafeBufferPointer { text in
      var next = before
      while next < text.count {
        let found = unsafe Self.offset(of: byte, in: text, from: next, to: text.count)
        let start = found - before
        if start + sought.count <= text.count, unsafe text[start..<start + sought.count].elementsEqual(sought) {
          return true
        }
        next = found + 1
      }
      return false
    }
  }

  /// The documents of a piece, each as a piece of its own.
  package func documents(of piece: Piece) -> [Piece] {
    cut(piece.range, precedingLines: piece.precedingLines) { _ in true }
  }

  /// Cuts the text into pieces of about `size` bytes, in order. One document is never cut.
  package func pieces(ofAbout size: Int) -> [Piece] {
    guard text.count > size else { return [Piece(range: 0..<text.count, precedingLines: 0)] }
    return cut(0..<text.count, precedingLines: 0) { $0 >= size }
  }

  /// Parses a piece. Where it is malformed, its documents are parsed one by one, so that one wrong document takes no
  /// other with it.
  ///
  /// Returns: The documents that parse, and what is wrong with the others.
  package func parse(_ piece: Piece) -> (trees: [YAMLTree], errors: [YAMLError]) {
    do throws(YAMLError) {
      return ([try parseWhole(piece)], [])
    } catch {
      let documents = documents(of: piece)
      guard documents.count > 1 else { return ([], [error]) }
      var trees: [YAMLTree] = []
      var errors: [YAMLError] = []
      for document in documents {
        do throws(YAMLError) { trees.append(try parseWhole(document)) } catch { errors.append(error) }
      }
      return (trees, errors)
    }
  }

  private func parseWhole(_ piece: Piece) throws(YAMLError) -> YAMLTree {
    let result = unsafe text.withUnsafeBytes { bytes in
      Result { () throws(YAMLError) in
        unsafe try YAMLTree.parse(
          UnsafeRawBufferPointer(rebasing: bytes[piece.range]), precedingLines: piece.precedingLines)
      }
    }
    return try result.get()
  }

  /// The first lines of the text, as far as they hold nothing but comments and `---`.
  package var header: Piece {
    var end = 0
    while end < text.count {
      let next = text[end...].firstIndex(of: 0x0A).map { $0 + 1 } ?? text.count
      let content = text[end..<next].drop { $0 <= UInt8(ascii: " ") }
      let isMark = content.starts(with: "---".utf8) && content.dropFirst(3).allSatisfy { $0 <= UInt8(ascii: " ") }
      guard content.isEmpty || content.first == UInt8(ascii: "#") || isMark else { break }
      end = next
    }
    return Piece(range: 0..<end, precedingLines: 0)
  }

  /// Cuts `range` before lines that start a document, wherever `isEnough` says so of the bytes since the last cut.
  private func cut(_ range: Range<Int>, precedingLines: Int, where isEnough: (Int) -> Bool) -> [Piece] {
    var pieces: [Piece] = []
    var start = range.lowerBound
    var startLine = precedingLines
    var line = precedingLines
    // A directive such as `%YAML 1.1` stands before the `---` it belongs to.
    var followsDirective = false
    unsafe text.withUnsafeBufferPointer { text in
      var lineStart = range.lowerBound
      while lineStart < range.upperBound {
        if unsafe text[lineStart] == UInt8(ascii: "%") { followsDirective = true }
        if unsafe Self.startsDocument(text, at: lineStart) {
          if lineStart > start, !followsDirective, isEnough(lineStart - start) {
            pieces.append(Piece(range: start..<lineStart, precedingLines: startLine))
            (start, startLine) = (lineStart, line)
          }
          followsDirective = false
        }
        lineStart = unsafe Self.offset(of: 0x0A, in: text, from: lineStart, to: range.upperBound) + 1
        line += 1
      }
    }
    pieces.append(Piece(range: start..<range.upperBound, precedingLines: startLine))
    return pieces
  }

  /// Where a byte stands next, or `end`.
  private static func offset(
    of byte: UInt8, in text: UnsafeBufferPointer<UInt8>, from: Int, to end: Int
  ) -> Int {
    guard let base = text.baseAddress, let found = unsafe memchr(base + from, Int32(byte), end - from) else {
      return end
    }
    return unsafe UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
  }

  private static func startsDocument(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
    let dash = UInt8(ascii: "-")
    guard text.count >= index + 3, unsafe text[index] == dash, unsafe text[index + 1] == dash,
      unsafe text[index + 2] == dash
    else { return false }
    guard text.count > index + 3 else { return true }
    return unsafe [UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t")].contains(
      text[index + 3])
  }

  private static func utf8(fromUTF16 bytes: [UInt8], at byte: (low: Int, high: Int)) -> [UInt8] {
    let units = stride(from: 2, to: bytes.count - 1, by: 2).map {
      UInt16(bytes[$0 + byte.low]) | UInt16(bytes[$0 + byte.high]) << 8
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }
}
