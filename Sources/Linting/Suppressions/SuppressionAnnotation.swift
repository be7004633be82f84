import Diagnostics
import MeshModel
import MeshRules

/// Reads meshlint's own annotations: `meshlint.dev/ignore: "rule, rule"` and
/// `meshlint.dev/ignore.RULE: "reason; until=2027-01-31"`.
enum SuppressionAnnotation {
  private static let ignore = SuppressingObject.annotationPrefix + "ignore"

  static func suppressions(of object: SuppressingObject) -> [PlacedSuppression] {
    object.annotations.filter { $0.key.value != SuppressingObject.istioAnnotation }.map { entry in
      var written = written(entry)
      written.object = object.metadata.reference
      return PlacedSuppression(written: written, scope: .object(object.metadata))
    }
  }

  private static func written(_ entry: LocatedMap.Entry) -> WrittenSuppression {
    var written = WrittenSuppression(source: .annotation, targets: [], span: entry.key.span)
    let name = entry.key.value
    if name == ignore {
      written.targets = entry.value.value.unicodeScalars.listed.map { text, offset in
        .init(.init(text), at: entry.value.place(of: text, at: offset))
      }
      if written.targets.isEmpty {
        written.flaw = .init(
          "The suppression names no rule", help: "list the rules, with commas between them", at: entry.value.span)
      }
    } else if name.hasPrefix(ignore + ".") {
      let rule = String(name.dropFirst(ignore.count + 1))
      written.targets = [.init(.init(rule), at: entry.key.place(of: rule, at: ignore.unicodeScalars.count + 1))]
      let terms = SuppressionTerms(entry.value.value.unicodeScalars)
      written.reason = terms.reason
      written.until = terms.until.map { Located($0.text, at: entry.value.place(of: $0.text, at: $0.offset)) }
    } else {
      written.flaw = .init(
        "The annotation \(name) is none that meshlint reads", help: "write \(ignore) or \(ignore).RULE",
        at: entry.key.span)
    }
    return written
  }
}

extension Located<String> {
  /// The place of a part of the text, where it can be told from that of the whole: not in a text with escapes or of
  /// several lines.
  fileprivate func place(of part: String, at offset: Int) -> SourceSpan {
    let length = value.unicodeScalars.count
    let width = Int(span.end.column) - Int(span.start.column)
    guard span.start.line == span.end.line, width == length || width == length + 2, !part.isEmpty else { return span }
    let start = Int(span.start.column) + (width - length) / 2 + offset
    let line = Int(span.start.line)
    return SourceSpan(
      file: span.file, start: SourcePosition(line: line, column: start),
      end: SourcePosition(line: line, column: start + part.unicodeScalars.count))
  }
}
