import Diagnostics

/// A text in an object that is in another language, and where its lines stand in the file.
struct EmbeddedText: Sendable {
  /// How many lines of the file come before the text; 0 where its lines are no lines of the file.
  let precedingLines: Int
  /// The place of the whole text.
  private let whole: SourceSpan
  /// By how many columns its lines are indented; nil where they are no lines of the file.
  private let indentation: Int?

  init(_ entry: LocatedMap.Entry) {
    whole = entry.value.span
    // An alias for a block has a place of its own.
    indentation = whole.start.line < whole.end.line ? entry.indentation : nil
    precedingLines = indentation == nil ? 0 : Int(whole.start.line)
  }

  /// The place of a stretch of the text, with lines of the file and columns of the text: where the text is a literal
  /// block, the place in the file, else that of the whole text.
  func place(from start: SourcePosition, to end: SourcePosition) -> SourceSpan {
    guard let indentation else { return whole }
    func moved(_ position: SourcePosition) -> SourcePosition {
      SourcePosition(line: Int(position.line), column: Int(position.column) + indentation)
    }
    return SourceSpan(file: whole.file, start: moved(start), end: moved(end))
  }
}

extension String {
  /// Whether something is left to be put in: a variable, as for `-expandEnv`, or a template's.
  package var isOpen: Bool {
    utf8.contains(UInt8(ascii: "$")) || contains("{{") || (hasPrefix("<") && hasSuffix(">"))
  }
}
