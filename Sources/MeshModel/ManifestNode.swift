import Diagnostics
import YAMLTree

/// A YAML node and the file it stands in: what the decoders of the kinds read from.
///
/// Reading is lenient: a value of the wrong type reads as absent here, and ``Schema`` reports it.
struct ManifestNode {
  let node: YAMLNode
  let file: FileID

  init(_ node: YAMLNode, in file: FileID) {
    self.node = node
    self.file = file
  }

  /// The value of a key that is present and not null.
  subscript(_ key: StaticString) -> ManifestNode? {
    guard let value = node[key], !value.isNull else { return nil }
    return ManifestNode(value, in: file)
  }

  var span: SourceSpan {
    SourceSpan(
      file: file, start: SourcePosition(line: node.line, column: node.column),
      end: SourcePosition(line: node.endLine, column: node.endColumn))
  }

  /// The text of a scalar, whatever its type.
  var string: Located<String>? {
    guard !node.isNull else { return nil }
    return node.string.map { Located($0, at: span) }
  }

  /// A whole number, also one in quotes, as Istio's and Kubernetes' readers take it.
  var int: Located<Int>? {
    (node.int ?? node.string.flatMap { Int($0) }).map { Located($0, at: span) }
  }

  var bool: Located<Bool>? { node.bool.map { Located($0, at: span) } }

  var items: [ManifestNode] { node.items.map { ManifestNode($0, in: file) } }

  /// The scalars of a sequence.
  var strings: [Located<String>] { items.compactMap(\.string) }

  var pairs: [(key: ManifestNode, value: ManifestNode)] {
    node.pairs.map { (ManifestNode($0.key, in: file), ManifestNode($0.value, in: file)) }
  }

  /// A mapping of strings to strings; entries with other values are left out.
  var map: LocatedMap {
    LocatedMap(
      pairs.compactMap { pair in
        guard let key = pair.key.string, let value = pair.value.node.string else { return nil }
        return LocatedMap.Entry(key: key, value: Located(value, at: pair.value.span))
      }, span: span)
  }
}
