/// A place in a ``YAMLTree``. Aliases are followed: a node is never an alias itself.
package struct YAMLNode: Sendable {
  let tree: YAMLTree
  let index: Int

  init(tree: YAMLTree, index: Int) {
    self.tree = tree
    // An alias points backwards to a node that is no alias, so one step is enough.
    self.index = tree.entries[index].kind == .alias ? Int(tree.entries[index].textOffset) : index
  }

  private var entry: YAMLTree.Entry { tree.entries[index] }

  package var kind: YAMLTree.Kind { entry.kind }
  package var style: YAMLTree.Style { entry.style }
  package var isScalar: Bool { kind == .scalar }
  package var isMapping: Bool { kind == .mapping }
  package var isSequence: Bool { kind == .sequence }

  /// One-based line in the file.
  package var line: Int { Int(entry.line) + 1 + tree.precedingLines }
  /// One-based column, in Unicode scalars.
  package var column: Int { Int(entry.column) + 1 }
  package var endLine: Int { Int(entry.endLine) + 1 + tree.precedingLines }
  package var endColumn: Int { Int(entry.endColumn) + 1 }

  /// The scalar's text, or nil if this is no scalar.
  package var string: String? {
    guard isScalar else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The scalar's bytes; empty for a collection.
  package var bytes: ArraySlice<UInt8> {
    let start = Int(entry.textOffset)
    return isScalar ? ArraySlice(tree.text[start..<start + Int(entry.textLength)]) : []
  }

  /// Whether this is a scalar with exactly this text. Builds no string.
  package func equals(_ text: StaticString) -> Bool {
    let entry = entry
    guard entry.kind == .scalar, Int(entry.textLength) == text.utf8CodeUnitCount else { return false }
    let start = Int(entry.textOffset)
    return unsafe tree.text.withUnsafeBufferPointer { buffer in
      for offset in 0..<text.utf8CodeUnitCount
      where unsafe buffer[start + offset] != text.utf8Start[offset] { return false }
      return true
    }
  }

  /// The items of a sequence; empty for anything else.
  package var items: [YAMLNode] {
    guard isSequence else { return [] }
    var found: [YAMLNode] = []
    var next = index + 1
    let end = Int(entry.end)
    while next < end {
      found.append(YAMLNode(tree: tree, index: next))
      next = Int(tree.entries[next].end)
    }
    return found
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

  /// The value of `key`, or nil where this is no mapping or has no such key. Linear in the number of keys.
  package subscript(_ key: StaticString) -> YAMLNode? { pair(key)?.value }

  /// The key and value of `key`, or nil where this is no mapping or has no such key.
  package func pair(_ key: StaticString) -> (key: YAMLNode, value: YAMLNode)? {
    let entry = entry
    guard entry.kind == .mapping else { return nil }
    if !entry.flags.isDisjoint(with: [.merges, .hasDuplicateKeys]) { return pairs.first { $0.key.equals(key) } }
    var next = index + 1
    while next < Int(entry.end) {
      let value = Int(tree.entries[next].end)
      let candidate = YAMLNode(tree: tree, index: next)
      if candidate.equals(key) { return (candidate, YAMLNode(tree: tree, index: value)) }
      next = Int(tree.entries[value].end)
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
