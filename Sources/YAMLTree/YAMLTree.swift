/// The parsed form of a stretch of YAML: every node of every document, in one flat array.
///
/// Nodes lie in preorder, so a node's first child follows it and ``Entry/end`` skips its subtree. Scalar bytes lie in
/// one shared buffer. The tree is a class so that a ``YAMLNode``, which is handed around by value, costs one retain;
/// it never changes after parsing.
package final class YAMLTree: Sendable {
  package enum Kind: UInt8, Sendable { case scalar, sequence, mapping, alias }

  package enum Style: UInt8, Sendable { case plain, singleQuoted, doubleQuoted, literal, folded, flow, block }

  struct Flags: OptionSet, Sendable {
    let rawValue: UInt8
    /// A plain scalar without a tag, whose type YAML infers from its text.
    static let inferred = Flags(rawValue: 1)
    /// A mapping that merges others through `<<`.
    static let merges = Flags(rawValue: 2)
    /// A mapping in which a key occurs twice.
    static let hasDuplicateKeys = Flags(rawValue: 4)
  }

  struct Entry: Sendable {
    var kind: Kind
    var style: Style
    var flags: Flags
    /// By how many columns the lines of a literal block are indented, up to 255; 0 for any other node.
    var indentation: UInt8 = 0
    /// Index of the first node after this node's subtree.
    var end: UInt32
    /// Where a scalar's text starts; the target of an alias.
    var textOffset: UInt32
    var textLength: UInt32
    /// Zero-based, relative to the parsed bytes.
    var line: UInt32
    var column: UInt32
    var endLine: UInt32
    var endColumn: UInt32
  }

  /// A key that occurs for the second time in one mapping.
  package struct DuplicateKey: Sendable {
    package let first: YAMLNode
    package let second: YAMLNode
  }

  let entries: ContiguousArray<Entry>
  let text: ContiguousArray<UInt8>
  let roots: ContiguousArray<UInt32>
  let duplicates: [(first: UInt32, second: UInt32)]
  /// The number of lines that precede the parsed bytes in their file.
  package let precedingLines: Int

  init(
    entries: ContiguousArray<Entry>, text: ContiguousArray<UInt8>, roots: ContiguousArray<UInt32>,
    duplicates: [(first: UInt32, second: UInt32)], precedingLines: Int
  ) {
    self.entries = entries
    self.text = text
    self.roots = roots
    self.duplicates = duplicates
    self.precedingLines = precedingLines
  }

  /// The root node of each document, empty documents left out.
  package var documents: [YAMLNode] {
    roots.map { YAMLNode(tree: self, index: Int($0)) }
  }

  /// Keys that occur more than once in a mapping, in the order in which they were read.
  package var duplicateKeys: [DuplicateKey] {
    duplicates.map {
      DuplicateKey(
        first: YAMLNode(tree: self, index: Int($0.first)), second: YAMLNode(tree: self, index: Int($0.second)))
    }
  }

  /// Every scalar of the tree in the order of the text, mapping keys included.
  package var scalars: some Sequence<YAMLNode> {
    entries.indices.lazy.filter { self.entries[$0].kind == .scalar }.map { YAMLNode(tree: self, index: $0) }
  }

  /// Whether some mapping has a key that is itself a mapping or sequence, as `{{ x }}` outside quotes parses.
  package var hasCollectionKeys: Bool {
    entries.indices.contains { index in
      guard entries[index].kind == .mapping else { return false }
      var key = index + 1
      while key < Int(entries[index].end) {
        if entries[key].kind == .mapping || entries[key].kind == .sequence { return true }
        key = Int(entries[Int(entries[key].end)].end)
      }
      return false
    }
  }
}
