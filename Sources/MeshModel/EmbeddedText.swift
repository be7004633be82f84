import Diagnostics
import YAMLTree

/// YAML that stands as text inside a manifest, such as the mesh configuration in a ConfigMap.
struct EmbeddedText {
  /// Nil where the text holds no document. Its places are those of ``place(_:)`` before they are moved.
  let root: ManifestNode?
  private let span: SourceSpan
  private let indentation: Int

  /// Throws: What is wrong with the text, at its place in the file.
  init(_ entry: LocatedMap.Entry) throws(YAMLError) {
    span = entry.value.span
    indentation = Int(entry.key.span.start.column) + 1
    let tree: YAMLTree
    do throws(YAMLError) {
      tree = try YAMLTree.parse(entry.value.value, precedingLines: span.isBlock ? Int(span.start.line) : 0)
    } catch {
      throw span.isBlock
        ? YAMLError(reason: error.reason, line: error.line, column: error.column + indentation)
        : YAMLError(reason: error.reason, line: Int(span.start.line), column: Int(span.start.column))
    }
    let file = span.file
    root = tree.documents.first.map { ManifestNode($0, in: file) }
  }

  /// The place in the file of something in the text: its own where the text is a literal block (`|`) below its key,
  /// indented by two spaces as kubectl and Helm write it (the tree does not keep the indentation; with another one only
  /// columns are off). Else all have the place of the whole text.
  func place(_ inner: SourceSpan) -> SourceSpan {
    guard span.isBlock else { return span }
    var moved = inner
    moved.start.column += UInt32(indentation)
    moved.end.column += UInt32(indentation)
    return moved
  }
}

extension SourceSpan {
  fileprivate var isBlock: Bool { start.line < end.line }
}
