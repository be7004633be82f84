import Diagnostics

/// The texts of objects, to see whether two objects say the same.
struct ObjectTexts {
  private let files: SourceFiles
  private var tables: [FileID: LineTable] = [:]

  init(_ files: SourceFiles) { self.files = files }

  /// Whether two objects have the same text, whatever their indentation, comments on lines of their own, and empty
  /// lines.
  mutating func areEqual(_ one: SourceSpan, _ other: SourceSpan) -> Bool {
    guard let left = lines(of: one), let right = lines(of: other) else { return false }
    return left == right
  }

  /// Nil where the files are not known.
  private mutating func lines(of span: SourceSpan) -> [Substring]? {
    guard files.files.indices.contains(Int(span.file.index)) else { return nil }
    let table = tables[span.file] ?? LineTable(files.text(of: span.file))
    tables[span.file] = table
    let indentation = Int(span.start.column) - 1
    var lines = table.lines(Int(span.start.line), through: Int(span.end.line))
    guard !lines.isEmpty else { return nil }
    if lines.count > Int(span.end.line - span.start.line) {
      lines[lines.count - 1] = lines[lines.count - 1].prefix(Int(span.end.column) - 1)
    }
    lines[0] = lines[0].dropFirst(indentation)
    for index in lines.indices.dropFirst() {
      let own = lines[index].prefix { $0 == " " }.count
      lines[index] = lines[index].dropFirst(min(own, indentation))
    }
    return lines.filter { line in
      let text = line.drop { $0 == " " || $0 == "\t" }
      return !text.isEmpty && !text.hasPrefix("#")
    }
  }
}
