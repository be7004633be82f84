/// A file of the input, as its index in ``SourceFiles``.
///
/// Files are numbered in the order of their paths, so comparing two identifiers compares the paths.
package struct FileID: Hashable, Comparable, Sendable {
  package let index: UInt32

  package init(_ index: Int) { self.index = UInt32(index) }

  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.index < rhs.index }
}

/// A position in a text file. Both numbers start at 1; columns count Unicode scalars, as libyaml does.
package struct SourcePosition: Hashable, Comparable, Sendable {
  package var line: UInt32
  package var column: UInt32

  package init(line: Int, column: Int) {
    self.line = UInt32(clamping: line)
    self.column = UInt32(clamping: column)
  }

  package static func < (lhs: Self, rhs: Self) -> Bool {
    (lhs.line, lhs.column) < (rhs.line, rhs.column)
  }
}

/// A half-open stretch of one file.
package struct SourceSpan: Hashable, Sendable {
  package var file: FileID
  package var start: SourcePosition
  package var end: SourcePosition

  package init(file: FileID, start: SourcePosition, end: SourcePosition) {
    self.file = file
    self.start = start
    self.end = end
  }
}

extension SourceSpan: Comparable {
  package static func < (lhs: Self, rhs: Self) -> Bool {
    (lhs.file, lhs.start, lhs.end) < (rhs.file, rhs.start, rhs.end)
  }
}

/// The files of the input: their paths as reports show them, and their bytes where they could be read.
package struct SourceFiles: Sendable {
  package struct File: Sendable {
    package var path: String
    /// The text in UTF-8, without byte-order mark; empty where the file could not be read.
    package var text: [UInt8]
    /// How the call spells the path, such as `./cart.yaml`; nil where that is ``path``.
    package var spelling: String?
    /// Whether the file is no input, but says how to judge it.
    package var isConfiguration: Bool

    package init(path: String, text: [UInt8], spelling: String? = nil, isConfiguration: Bool = false) {
      self.path = path
      self.text = text
      self.spelling = spelling
      self.isConfiguration = isConfiguration
    }
  }

  package var files: [File]

  package init(_ files: [File] = []) { self.files = files }

  package func path(of span: SourceSpan) -> String { files[Int(span.file.index)].path }

  package func text(of file: FileID) -> [UInt8] { files[Int(file.index)].text }

  /// Puts asterisks over what stands at some places, so that no report shows it. Lines and columns stay as they are.
  package mutating func mask(_ spans: [SourceSpan]) {
    for (file, spans) in Dictionary(grouping: spans, by: \.file) where files.indices.contains(Int(file.index)) {
      files[Int(file.index)].text = Self.masked(text(of: file), spans.sorted())
    }
  }

  /// `spans`: In the order of the text.
  private static func masked(_ text: [UInt8], _ spans: [SourceSpan]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var (line, column, next) = (1, 0, 0)
    for byte in text {
      let isContinuation = byte & 0xC0 == 0x80
      if !isContinuation { column += 1 }
      let position = SourcePosition(line: line, column: column)
      while next < spans.count, spans[next].end <= position { next += 1 }
      let isInside = next < spans.count && spans[next].start <= position && byte > 0x20
      if !isInside { result.append(byte) } else if !isContinuation { result.append(UInt8(ascii: "*")) }
      if byte == 0x0A { (line, column) = (line + 1, 0) }
    }
    return result
  }
}

/// Finds the lines of a text, for looking up many of them.
package struct LineTable: Sendable {
  private let text: [UInt8]
  /// How many lines end before each block of the text. Counting by blocks takes a fraction of the time that noting
  /// the start of every line does, and reports show few lines of a large text.
  private var endsBefore: [Int] = []

  private static let blockSize = 4096

  /// Linear in the size of the text.
  package init(_ text: [UInt8]) {
    self.text = text
    var ends = 0
    for block in stride(from: 0, to: text.count, by: Self.blockSize) {
      endsBefore.append(ends)
      for byte in text[block..<min(block + Self.blockSize, text.count)] { ends += byte == 0x0A ? 1 : 0 }
    }
  }

  /// The lines `first...last` (one-based), without their line ends; fewer where the text is shorter.
  package func lines(_ first: Int, through last: Int) -> [Substring] {
    var found: [Substring] = []
    var next = start(of: first)
    while found.count <= last - first, let start = next {
      let end = text[start...].firstIndex(of: 0x0A)
      var content = text[start..<(end ?? text.count)]
      if content.last == UInt8(ascii: "\r") { content.removeLast() }
      found.append(Substring(decoding: content, as: UTF8.self))
      next = end.map { $0 + 1 }
    }
    return found
  }

  /// The offset of a line's first byte; nil where the text has fewer lines.
  private func start(of line: Int) -> Int? {
    guard line > 1 else { return 0 }
    // The line starts behind the end of the line before, which lies in the last block with fewer ends before it.
    var (low, high) = (0, endsBefore.count)
    while low < high {
      let middle = (low + high) / 2
      if endsBefore[middle] < line - 1 { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return nil }
    var ends = endsBefore[low - 1]
    for offset in (low - 1) * Self.blockSize..<min(low * Self.blockSize, text.count) where text[offset] == 0x0A {
      ends += 1
      if ends == line - 1 { return offset + 1 }
    }
    return nil
  }
}
