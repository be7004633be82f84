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

  /// Throws: What is wrong with the text, at its place in the file.
  init(_ entry: LocatedMap.Entry) throws(YAMLError) {
    span = entry.value.span
    indentation = entry.key.span.start.column + 1
    let isBlock = span.start.line < span.end.line
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
    guard span.start.line < span.end.line else { return span }
    var moved = place
    moved.start.column += indentation
    moved.end.column += indentation
    return moved
  }
}

extension LocatedMap.Entry {
  /// What does not fit the schema of a proxy configuration, where the value is the text of one, as in the annotation
  /// `proxy.istio.io/config`; unknown fields, which Istio passes over, left out.
  ///
  /// Throws: What is wrong with the text, at its place in the file.
  package func proxyConfigIssues(of object: ResourceReference) throws(YAMLError) -> [ResourceIssue] {
    try proxyConfigIssues(of: object, metadata: nil, where: \.isRefused)
  }

  /// The fields of the text of a proxy configuration that there are none of; empty for a text that is no YAML. Istio
  /// reads names with underscores, and no API server stands before it that would drop them.
  func unknownProxyConfigFields(of metadata: Metadata) -> [ResourceIssue] {
    let issues = try? proxyConfigIssues(of: metadata.reference, metadata: metadata) { problem in
      if case .unknownField(let field) = problem { field.hint != .underscores } else { false }
    }
    return issues?.filter { if case .schema = $0.problem { true } else { false } } ?? []
  }

  private func proxyConfigIssues(
    of object: ResourceReference, metadata: Metadata?, where isWanted: (SchemaProblem) -> Bool
  ) throws(YAMLError) -> [ResourceIssue] {
    let text = try EmbeddedYAML(self)
    guard let root = text.root, !root.node.isNull else { return [] }
    guard root.node.isMapping else {
      let problem = ResourceIssue.Problem.unparsable("a proxy configuration is a mapping")
      return [ResourceIssue(problem: problem, span: text.place(of: root.span), object: object)]
    }
    var checker = SchemaChecker(Schemas().message("AnnotatedProxyConfig"))
    checker.check(root.node)
    return checker.issues.filter { isWanted($0.problem) }.map { issue in
      let span = text.place(of: ManifestNode(issue.node, in: root.file).span)
      return ResourceIssue(problem: .schema(issue.problem), span: span, object: object, metadata: metadata)
    }
  }
}
