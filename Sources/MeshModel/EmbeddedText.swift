import Diagnostics

/// A text in an object that is in another language, and where its lines stand in the file.
struct EmbeddedText: Sendable {
  /// The place of the whole text.
  private let whole: SourceSpan
  /// By how many columns its lines are indented; nil where they are no lines of the file.
  private let indentation: Int?

  init(_ entry: LocatedMap.Entry) {
    whole = entry.value.span
    // An alias for a block has a place of its own.
    indentation = whole.start.line < whole.end.line ? entry.indentation : nil
  }

  /// The place of a stretch of the text, in which lines and columns count from 1: where the text is a literal block, the
  /// place in the file, else that of the whole text.
  func place(from start: SourcePosition, to end: SourcePosition) -> SourceSpan {
    guard let indentation else { return whole }
    func moved(_ position: SourcePosition) -> SourcePosition {
      SourcePosition(
        line: Int(whole.start.line) + Int(position.line), column: Int(position.column) + indentation)
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
