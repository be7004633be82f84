private import Glibc

/// A place in a ``YAMLTree``. Aliases are followed: a node is never an alias itself.
package struct YAMLNode: Sendable {
  package let tree: YAMLTree
  /// Where the node lies in the tree.
  package let index: Int

  init(tree: YAMLTree, index: Int) {
    self.tree = tree
    self.index = tree.target(of: index)
  }

  private var entry: YAMLTree.Entry { tree.entries[index] }

  package var kind: YAMLTree.Kind { entry.kind }
  package var style: YAMLTree.Style { entry.style }
  package var isScalar: Bool { kind == .scalar }
  package var isMapping: Bool { kind == .mapping }
  package var isSequence: Bool { kind == .sequence }
  package var isEmptySequence: Bool { isSequence && Int(entry.end) == index + 1 }

  /// One-based line in the file.
  package var line: Int { Int(entry.line) + 1 + tree.precedingLines }
  /// One-based column, in Unicode scalars.
  package var column: Int { Int(entry.column) + 1 }
  package var endLine: Int { Int(entry.endLine) + 1 + tree.precedingLines }
  package var endColumn: Int { Int(entry.endColumn) + 1 }
  /// By how many columns the lines of a literal block (`|`) are indented in the file; nil for any other node.
  package var blockIndentation: Int? { style == .literal ? Int(entry.indentation) : nil }

  /// The scalar's text, or nil if this is no scalar.
  package var string: String? {
    let entry = entry
    guard entry.kind == .scalar else { return nil }
    let range = Int(entry.textOffset)..<Int(entry.textOffset + entry.textLength)
    return unsafe tree.text.withUnsafeBufferPointer { buffer in
      unsafe String(decoding: UnsafeBufferPointer(rebasing: buffer[range]), as: UTF8.self)
    }
  }

  /// The scalar's bytes; empty for a collection.
  package var bytes: ArraySlice<UInt8> {
    let start = Int(entry.textOffset)
    return isScalar ? ArraySlice(tree.text[start..<start + Int(entry.textLength)]) : []
  }

  /// A hash of the scalar's bytes, by which names are looked up without building them; 0 for a collection.
  package var hash: UInt64 { tree.hash(at: index) }

  /// The ``hash`` of a scalar with these bytes.
  package static func hash(of bytes: some Sequence<UInt8>) -> UInt64 { bytes.reduce(NameHash.seed, NameHash.mix) }

  /// Whether this is a scalar with exactly this text. Builds no string.
  package func equals(_ text: StaticString) -> Bool { tree.scalar(index, equals: text) }

  /// Whether this is a scalar with exactly this text. Builds no string.
  package func equals(_ text: String) -> Bool {
    let entry = entry
    let length = Int(entry.textLength)
    guard entry.kind == .scalar, length == text.utf8.count else { return false }
    return unsafe tree.text.withUnsafeBufferPointer { buffer in
      let isEqual = unsafe text.utf8.withContiguousStorageIfAvailable { wanted in
        guard let own = buffer.baseAddress, let wanted = wanted.baseAddress else { return true }
        return unsafe memcmp(own + Int(entry.textOffset), wanted, length) == 0
      }
      return isEqual ?? bytes.elementsEqual(text.utf8)
    }
  }

  /// The items of a sequence; empty for anything else.
  package var items: [YAMLNode] {
    var found: [YAMLNode] = []
    forEachItem { found.append($0) }
    return found
  }

  /// Calls `body` with each of ``items``, without building them.
  package func forEachItem(_ body: (YAMLNode) -> Void) {
    guard isSequence else { return }
    var next = index + 1
    let end = Int(entry.end)
    while next < end {
      body(YAMLNode(tree: tree, index: next))
      next = Int(tree.entries[next].end)
    }
  }

  /// The keys and values of a mapping in the order of the text; empty for anything else.
  ///
  /// What `<<` merges in comes last, without keys that stand in the mapping itself. Of a key that occurs twice, only
  /// the last occurrence is given: that is the one Kubernetes' YAML reader keeps.
  package var pairs: [(key: YAMLNode, value: YAMLNode)] {
    guard isMapping else { return [] }
    var found: [(key: YAMLNode, value: YAMLNode)] = []
    var merged: [YAMLNode] = []
    forEachOwnPair { key, value in
      if entry.flags.contains(.merges), key.isMergeKey { merged.append(value) } else { found.append((key, value)) }
    }
    if entry.flags.contains(.hasDuplicateKeys) {
      var seen: Set<ArraySlice<UInt8>> = []
      found = found.reversed().filter { seen.insert($0.key.bytes).inserted }.reversed()
    }
    guard !merged.isEmpty else { return found }
    var seen = Set(found.map(\.key.bytes))
    for source in merged.flatMap({ $0.isSequence ? $0.items : [$0] }) {
      for pair in source.pairs where seen.insert(pair.key.bytes).inserted { found.append(pair) }
    }
    return found
  }

  /// Calls `body` with each of ``pairs``, without building them where every key is the mapping's own and unique.
  package func forEachPair(_ body: (_ key: YAMLNode, _ value: YAMLNode) -> Void) {
    guard isMapping else { return }
    if hasPlainKeys { forEachOwnPair(body) } else { for (key, value) in pairs { body(key, value) } }
  }

  /// The value of `key`, or nil where this is no mapping or has no such key. Linear in the number of keys.
  package subscript(_ key: StaticString) -> YAMLNode? {
    guard hasPlainKeys else { return pair(key)?.value }
    return ownKey(key).map { YAMLNode(tree: tree, index: Int(tree.entries[$0].end)) }
  }

  /// The key and value of `key`, or nil where this is no mapping or has no such key.
  package func pair(_ key: StaticString) -> (key: YAMLNode, value: YAMLNode)? {
    guard hasPlainKeys else { return pairs.first { $0.key.equals(key) } }
    return ownKey(key).map {
      (YAMLNode(tree: tree, index: $0), YAMLNode(tree: tree, index: Int(tree.entries[$0].end)))
    }
  }

  /// Whether the keys are those that are written, neither merged nor repeated.
  private var hasPlainKeys: Bool { entry.flags.isDisjoint(with: [.merges, .hasDuplicateKeys]) }

  /// Where a key of this mapping stands.
  private func ownKey(_ key: StaticString) -> Int? {
    let entry = entry
    guard entry.kind == .mapping else { return nil }
    var next = index + 1
    while next < Int(entry.end) {
      if tree.scalar(tree.target(of: next), equals: key) { return next }
      next = Int(tree.entries[Int(tree.entries[next].end)].end)
    }
    return nil
  }

  private func forEachOwnPair(_ body: (YAMLNode, YAMLNode) -> Void) {
    let end = Int(entry.end)
    var next = index + 1
    while next < end {
      let value = Int(tree.entries[next].end)
      body(YAMLNode(tree: tree, index: next), YAMLNode(tree: tree, index: value))
      next = Int(tree.entries[value].end)
    }
  }

  private var isMergeKey: Bool { entry.flags.contains(.inferred) && equals("<<") }
}

extension YAMLTree {
  /// The node that an alias stands for, or the node itself. An alias points to no alias, so one step is enough.
  func target(of index: Int) -> Int {
    entries[index].kind == .alias ? Int(entries[index].textOffset) : index
  }

  func scalar(_ index: Int, equals text: StaticString) -> Bool {
    let entry = entries[index]
    guard entry.kind == .scalar, Int(entry.textLength) == text.utf8CodeUnitCount else { return false }
    return unsafe self.text.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return true }
      return unsafe memcmp(base + Int(entry.textOffset), text.utf8Start, text.utf8CodeUnitCount) == 0
    }
  }
}
