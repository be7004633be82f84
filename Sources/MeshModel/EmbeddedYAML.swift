package import Diagnostics
import StructuralSchema
package import YAMLTree

/// YAML that stands as text inside other YAML, such as the configuration in a ConfigMap. The lines of its nodes are
/// those of the file where the text is a literal block, and the columns are those of the text.
struct EmbeddedYAML {
  /// Nil for a text without a document.
  let root: ManifestNode?
  private let text: EmbeddedText

  /// Throws: What is wrong with the text, at its place in the file.
  init(_ entry: LocatedMap.Entry) throws(YAMLError) {
    let text = EmbeddedText(entry)
    self.text = text
    do throws(YAMLError) {
      let tree = try YAMLTree.parse(entry.value.value, precedingLines: text.precedingLines)
      root = tree.documents.first.map { ManifestNode($0, in: entry.value.span.file) }
    } catch {
      let position = SourcePosition(line: error.line, column: error.column)
      let place = text.place(from: position, to: position).start
      throw YAMLError(reason: error.reason, line: Int(place.line), column: Int(place.column))
    }
  }

  /// The place in the file of the place of a node.
  func place(of place: SourceSpan) -> SourceSpan { text.place(from: place.start, to: place.end) }

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
