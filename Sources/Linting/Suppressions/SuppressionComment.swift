import Diagnostics
import MeshModel
import MeshRules
import YAMLTree

/// One `meshlint: ignore[RULE] reason; until=DATE` of a comment.
struct SuppressionComment {
  enum Reach: String, CaseIterable {
    /// What stands beside or below the comment.
    case node = "ignore"
    case object = "ignore-object"
    case file = "ignore-file"
  }

  /// Nil where the comment asks for something else.
  var reach: Reach?
  var written: WrittenSuppression

  /// What a comment starts with to be one.
  static let mark: StaticString = "meshlint:"

  /// The suppressions in a comment. It may hold several, and other things, with ` # ` between them.
  static func parse(_ comment: YAMLComment, in file: FileID) -> [SuppressionComment] {
    let text = Array(comment.text.unicodeScalars)
    var found: [SuppressionComment] = []
    var start = 0
    while start < text.count {
      let end = text.indices[start...].first { isSeparator(text, at: $0) } ?? text.count
      let part = Part(text: text[start..<end], line: comment.line, column: comment.textColumn, file: file)
      if let suppression = part.suppression { found.append(suppression) }
      start = end + 3
    }
    return found
  }

  private static func isSeparator(_ text: [Unicode.Scalar], at index: Int) -> Bool {
    text[index...].prefix(3).elementsEqual(" # ".unicodeScalars)
  }
}

/// The stretch of a comment between two separators.
private struct Part {
  /// Its indexes are those in the comment.
  var text: ArraySlice<Unicode.Scalar>
  var line: Int
  /// The column of the comment's text.
  var column: Int
  var file: FileID

  /// Nil where this is about something else.
  var suppression: SuppressionComment? {
    let start = text.firstIndex { !$0.properties.isWhitespace } ?? text.endIndex
    let mark = SuppressionComment.mark.description.unicodeScalars
    guard text[start...].starts(with: mark) else { return nil }
    let directive = text[(start + mark.count)...].drop { $0.properties.isWhitespace }
    let word = directive.prefix { $0.properties.isAlphabetic || $0 == "-" }
    let end = text.lastIndex { !$0.properties.isWhitespace } ?? start
    let whole = span(start...end)
    let place = word.isEmpty ? whole : span(word.startIndex...(word.endIndex - 1))
    let reach = SuppressionComment.Reach(rawValue: word.trimmed)
    var written = WrittenSuppression(source: .comment, targets: [], span: whole)
    guard reach != nil else {
      let near = closest(to: word.trimmed, of: SuppressionComment.Reach.allCases.map(\.rawValue))
      written.flaw = .init(
        "The comment asks meshlint for something that it cannot do",
        help: "write \(near ?? "ignore")[RULE], with the name of a rule", at: place)
      return SuppressionComment(reach: nil, written: written)
    }
    let list = directive[word.endIndex...].drop { $0.properties.isWhitespace }
    guard list.first == "[", let close = list.firstIndex(of: "]"),
      case let names = list[(list.startIndex + 1)..<close].listed, !names.isEmpty
    else {
      written.flaw = .init(
        "The suppression names no rule", help: "name the rules in brackets: \(word.trimmed)[RULE, RULE]", at: place)
      return SuppressionComment(reach: reach, written: written)
    }
    written.targets = names.map { name, offset in
      let first = list.startIndex + 1 + offset
      return .init(.init(name), at: span(first...(first + name.unicodeScalars.count - 1)))
    }
    let terms = SuppressionTerms(list[(close + 1)...])
    written.reason = terms.reason
    written.until = terms.until.map { day, offset in
      let first = close + 1 + offset
      return Located(day, at: span(first...(first + max(day.unicodeScalars.count, 1) - 1)))
    }
    return SuppressionComment(reach: reach, written: written)
  }

  private func span(_ range: ClosedRange<Int>) -> SourceSpan {
    SourceSpan(
      file: file, start: SourcePosition(line: line, column: column + range.lowerBound),
      end: SourcePosition(line: line, column: column + range.upperBound + 1))
  }
}
