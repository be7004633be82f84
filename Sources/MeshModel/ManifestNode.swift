import Diagnostics
import StructuralSchema
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

  var isEmptySequence: Bool { node.isEmptySequence }

  /// The text of a scalar, whatever its type.
  var string: Located<String>? {
    guard !node.isNull else { return nil }
    return node.string.map { Located($0, at: span) }
  }

  /// A whole number, also one in quotes, as Istio's and Kubernetes' readers take it.
  var int: Located<Int>? {
    (node.int ?? node.string.flatMap { Int($0) }).map { Located($0, at: span) }
  }

  /// A number, also one in quotes.
  var double: Located<Double>? {
    node.string.flatMap { Double($0) }.map { Located($0, at: span) }
  }

  /// The length of a duration; nil where this is none.
  var nanoseconds: Double? { node.string.flatMap(GoDuration.nanoseconds) }

  var bool: Located<Bool>? { node.bool.map { Located($0, at: span) } }

  /// Calls `body` with each item of a sequence, without building a list of them.
  func forEachItem(_ body: (ManifestNode) -> Void) {
    node.forEachItem { body(ManifestNode($0, in: file)) }
  }

  /// What `transform` makes of each item of a sequence, left out where that is nil.
  func compactMapItems<Value>(_ transform: (ManifestNode) -> Value?) -> [Value] {
    var found: [Value] = []
    forEachItem { item in
      if let value = transform(item) { found.append(value) }
    }
    return found
  }

  /// The items of a field; nil where there is none, as Istio decodes an empty list.
  func list<Value>(_ key: StaticString, _ decode: (ManifestNode) -> Value) -> [Value]? {
    guard let list = self[key]?.compactMapItems(decode), !list.isEmpty else { return nil }
    return list
  }

  /// The scalars of a sequence.
  var strings: [Located<String>] { compactMapItems(\.string) }

  /// Calls `body` with each key and value of a mapping, without building a list of them.
  func forEachPair(_ body: (_ key: ManifestNode, _ value: ManifestNode) -> Void) {
    node.forEachPair { body(ManifestNode($0, in: file), ManifestNode($1, in: file)) }
  }

  /// What `transform` makes of each key and value of a mapping, left out where that is nil.
  func compactMapPairs<Value>(_ transform: (_ key: ManifestNode, _ value: ManifestNode) -> Value?) -> [Value] {
    var found: [Value] = []
    forEachPair { key, value in
      if let value = transform(key, value) { found.append(value) }
    }
    return found
  }

  /// A mapping of strings to strings; entries with other values are left out.
  var map: LocatedMap {
    let entries = compactMapPairs { key, value -> LocatedMap.Entry? in
      guard let key = key.string, let text = value.node.string else { return nil }
      return LocatedMap.Entry(
        key: key, value: Located(text, at: value.span), indentation: value.node.blockIndentation)
    }
    return LocatedMap(entries, span: span)
  }
}
