import Diagnostics

/// The source lines of a place, with the offending stretch underlined.
struct Snippet {
  let span: SourceSpan
  let lines: [Substring]
  /// The one-based number of the first of ``lines``.
  let first: Int

  /// `context`: How many lines to show before the one where the place starts.
  init(_ span: SourceSpan, in table: LineTable, context: Int) {
    self.span = span
    let line = Int(span.start.line)
    first = max(1, line - context)
    lines = table.lines(first, through: line)
  }

  /// Lines with a gutter of `width` digits; empty where the file has no such line.
  func rendered(gutter width: Int, mark: Character, role: Style.Role, _ style: Style) -> String {
    // What is about a file as a whole points at its start and covers nothing.
    guard span.start != span.end || span.start.line > 1 || span.start.column > 1 else { return "" }
    guard lines.count == Int(span.start.line) - first + 1, let last = lines.last else { return "" }
    var text = ""
    for (offset, line) in lines.enumerated() {
      let number = String(first + offset)
      let padding = String(repeating: " ", count: max(0, width - number.count))
      text += style.paint("\(padding)\(number) | ", .place) + Self.shortened(line) + "\n"
    }
    let before = last.unicodeScalars.prefix(Int(span.start.column) - 1)
    let length = underlined(last.unicodeScalars.count)
    guard before.count + length <= Self.maximumLength else { return text }
    let indent = String(before.map { $0 == "\t" ? " " : Character($0).isWide ? "  " : " " }.joined())
    text += style.paint(String(repeating: " ", count: width) + " | ", .place) + indent
    text += style.paint(String(repeating: mark, count: length), role) + "\n"
    return text
  }

  private static let maximumLength = 160

  /// How many characters of the first line the place covers.
  private func underlined(_ lineLength: Int) -> Int {
    let start = Int(span.start.column) - 1
    let end = span.end.line == span.start.line ? Int(span.end.column) - 1 : lineLength
    return max(1, min(end, lineLength) - start)
  }

  private static func shortened(_ line: Substring) -> String {
    let text = String(line).printable
    return text.count > maximumLength ? text.prefix(maximumLength - 1) + "…" : text
  }
}

extension Character {
  /// Whether a terminal gives the character two columns: East Asian wide forms and emoji, roughly.
  fileprivate var isWide: Bool {
    guard let value = unicodeScalars.first?.value else { return false }
    return (0x1100...0x115F).contains(value) || (0x2E80...0xA4CF).contains(value) || (0xAC00...0xD7A3).contains(value)
      || (0xF900...0xFAFF).contains(value) || (0xFE30...0xFE6F).contains(value) || (0xFF00...0xFF60).contains(value)
      || (0x1F300...0x1FAFF).contains(value)
  }
}
