/// A piece of a tree that is put together from parts of others, whose places it keeps.
package indirect enum YAMLFragment {
  /// A node with everything below it.
  case node(YAMLNode)
  /// A string that stands nowhere; its place is that of a node.
  case text(String, at: YAMLNode)
  case sequence([YAMLFragment], at: YAMLNode)
  case mapping([(key: YAMLFragment, value: YAMLFragment)], at: YAMLNode)
}

extension YAMLTree {
  /// A tree with one document. Its lines are those of the file that the nodes come from.
  package convenience init(_ root: YAMLFragment) {
    var composer = TreeComposer()
    composer.add(root)
    self.init(
      entries: composer.entries, text: composer.text, roots: [0], duplicates: [], precedingLines: 0)
  }
}

/// Collects the nodes of a composed tree.
private struct TreeComposer {
  private(set) var entries: ContiguousArray<YAMLTree.Entry> = []
  private(set) var text: ContiguousArray<UInt8> = []

  mutating func add(_ fragment: YAMLFragment) {
    switch fragment {
    case .node(let node): add(node)
    case .text(let string, let place): addScalar(string.utf8, at: place, style: .doubleQuoted, flags: [])
    case .sequence(let items, let place):
      let index = open(.sequence, at: place)
      for item in items { add(item) }
      close(index)
    case .mapping(let pairs, let place):
      let index = open(.mapping, at: place)
      for (key, value) in pairs {
        add(key)
        add(value)
      }
      close(index)
    }
  }

  private mutating func add(_ node: YAMLNode) {
    let entry = node.tree.entries[node.index]
    if entry.kind == .scalar { return addScalar(node.bytes, at: node, style: entry.style, flags: entry.flags) }
    let index = open(entry.kind, at: node, flags: entry.flags)
    // What aliases stand for is written out; the parser has limited how much that can be.
    var next = node.index + 1
    while next < Int(entry.end) {
      add(YAMLNode(tree: node.tree, index: next))
      next = Int(node.tree.entries[next].end)
    }
    close(index)
  }

  private mutating func addScalar(
    _ bytes: some Collection<UInt8>, at place: YAMLNode, style: YAMLTree.Style, flags: YAMLTree.Flags
  ) {
    var entry = entry(.scalar, at: place, flags: flags)
    entry.style = style
    entry.textOffset = UInt32(text.count)
    entry.textLength = UInt32(bytes.count)
    entry.end = UInt32(entries.count + 1)
    text += bytes
    entries.append(entry)
  }

  private mutating func open(_ kind: YAMLTree.Kind, at place: YAMLNode, flags: YAMLTree.Flags = []) -> Int {
    entries.append(entry(kind, at: place, flags: flags))
    return entries.count - 1
  }

  private mutating func close(_ index: Int) { entries[index].end = UInt32(entries.count) }

  private func entry(_ kind: YAMLTree.Kind, at place: YAMLNode, flags: YAMLTree.Flags) -> YAMLTree.Entry {
    YAMLTree.Entry(
      kind: kind, style: .flow, flags: flags, end: 0, textOffset: 0, textLength: 0, line: UInt32(place.line - 1),
      column: UInt32(place.column - 1), endLine: UInt32(place.endLine - 1), endColumn: UInt32(place.endColumn - 1))
  }
}
