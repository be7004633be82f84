package import Diagnostics
import StructuralSchema
package import YAMLTree

/// YAML that stands as text inside other YAML, such as the configuration in a ConfigMap.
///
/// Places are those in the file where the text is a literal block (`|`) below its key, indented by two spaces as kubectl
/// and Helm write it (the tree does not keep the indentation; with another one only columns are off). Else all have
/// the place of the whole text.
struct EmbeddedYAML {
  /// Nil for a text without a document.
  let root: ManifestNode?
  private let span: SourceSpan
  private let indentation: UInt32
  private let isBlock: Bool

  /// Throws: What is wrong with the text, at its place in the file.
  init(_ entry: LocatedMap.Entry) throws(YAMLError) {
    span = entry.value.span
    indentation = entry.key.span.start.column + 1
    // An alias for a block has a place of its own.
    isBlock = entry.isLiteral && span.start.line < span.end.line
    do throws(YAMLError) {
      let tree = try YAMLTree.parse(entry.value.value, precedingLines: isBlock ? Int(span.start.line) : 0)
      root = tree.documents.first.map { [span] in ManifestNode($0, in: span.file) }
    } catch {
      throw isBlock
        ? YAMLError(reason: error.reason, line: error.line, column: error.column + Int(indentation))
        : YAMLError(reason: error.reason, line: Int(span.start.line), column: Int(span.start.column))
    }
  }

  /// The place in the file of a place in the text.
  func place(of place: SourceSpan) -> SourceSpan {
    guard isBlock else { return span }
    var moved = place
    moved.start.column += indentation
    moved.end.column += indentation
    return moved
  }

  /// What does not fit a message, as which Istio reads the text in an object.
  func issues(_ schemas: Schemas, as message: Schemas.Message, of object: ResourceReference) -> [ResourceIssue] {
    guard let root else { return [] }
    return schemas.issues(in: root.node, as: message).map { issue in
      ResourceIssue(
        problem: .schema(issue.problem), span: place(of: ManifestNode(issue.node, in: root.file).span), object: object)
    }
  }
}

extension LocatedMap.Entry {
  /// What does not fit the schema of a proxy configuration, where the value is the text of one, as in the annotation
  /// `proxy.istio.io/config`.
  ///
  /// Throws: What is wrong with the text, at its place in the file.
  package func proxyConfigIssues(
    of object: ResourceReference, schemas: Schemas = Schemas()
  ) throws(YAMLError) -> [ResourceIssue] {
    let text = try EmbeddedYAML(self)
    guard let root = text.root, !root.node.isNull else { return [] }
    guard root.node.isMapping else {
      let problem = ResourceIssue.Problem.unparsable("a proxy configuration is a mapping")
      return [ResourceIssue(problem: problem, span: text.place(of: root.span), object: object)]
    }
    return text.issues(schemas, as: .proxyConfig, of: object)
  }
}
