import Diagnostics

/// The lines of the files into which findings point.
struct SourceLines {
  private var tables: [FileID: LineTable] = [:]

  init(of findings: [Finding], in files: SourceFiles) {
    for finding in findings {
      let own = [finding.span, finding.anchor, finding.suppression?.span].compactMap { $0 }
      for span in own + finding.related.map(\.span) where tables[span.file] == nil {
        tables[span.file] = LineTable(files.text(of: span.file))
      }
    }
  }

  subscript(file: FileID) -> LineTable? { tables[file] }

  func region(of span: SourceSpan) -> LineRegion {
    let line = Int(span.start.line)
    return LineRegion(from: span.start, to: span.end, on: tables[span.file]?.lines(line, through: line).first ?? "")
  }
}

/// A stretch of one line as editors and code hosts count it: from 1, columns in UTF-16 code units, the end exclusive.
struct LineRegion: Hashable {
  var line: Int
  var startColumn: Int
  var endColumn: Int

  /// A place on the line on which it starts: a longer one ends with that line, and so does one without extent.
  init(from start: SourcePosition, to end: SourcePosition, on text: Substring) {
    let units = text.unicodeScalars.map { UTF16.width($0) }
    func column(_ scalars: UInt32) -> Int {
      let before = Int(scalars) - 1
      // Behind the end of the line every column is one unit wide.
      return 1 + units.prefix(before).reduce(0, +) + max(0, before - units.count)
    }
    line = Int(start.line)
    startColumn = column(start.column)
    let isOpen = end.line != start.line || end.column <= start.column
    endColumn = max(startColumn, isOpen ? 1 + units.reduce(0, +) : column(end.column))
  }
}
