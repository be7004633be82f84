import Glibc

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

    package init(path: String, text: [UInt8]) {
      self.path = path
      self.text = text
    }
  }

  package var files: [File]

  package init(_ files: [File] = []) { self.files = files }

  package func path(of span: SourceSpan) -> String { files[Int(span.file.index)].path }

  package func text(of file: FileID) -> [UInt8] { files[Int(file.index)].text }
}

/// Where the lines of a text start, for looking up many of them.
package struct LineTable: Sendable {
  private let text: [UInt8]
  /// The offset of every line's first byte.
  private var starts: [Int] = [0]

  /// Linear in the size of the text.
  package init(_ text: [UInt8]) {
    self.text = text
    text.withUnsafeBufferPointer { bytes in
      var next = 0
      while let base = bytes.baseAddress, let found = memchr(base + next, 0x0A, bytes.count - next) {
        next = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found)) + 1
        starts.append(next)
      }
    }
  }

  /// The lines `first...last` (one-based), without their line ends; fewer where the text is shorter.
  package func lines(_ first: Int, through last: Int) -> [Substring] {
    (first...max(first, last)).prefix { $0 <= starts.count }.map { line in
      var content = text[starts[line - 1]..<(line < starts.count ? starts[line] - 1 : text.count)]
      if content.last == UInt8(ascii: "\r") { content.removeLast() }
      return Substring(decoding: content, as: UTF8.self)
    }
  }
}
