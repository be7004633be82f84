/// A step on the way from the root of a document to one of its nodes.
package enum YAMLPathStep: Hashable, Sendable {
  case key(String)
  /// An item of a sequence, by the value of its `name`, or by its text if it is a scalar; nil where it has neither.
  case item(String?)
}

/// Finds the ways from the roots of a tree's documents to their nodes.
package struct YAMLPathFinder: Sendable {
  /// The way to a node.
  package struct Path: Sendable {
    package var document: YAMLNode
    /// Each step with the node that it leads to.
    package var steps: [(step: YAMLPathStep, node: YAMLNode)]
  }

  private let tree: YAMLTree
  /// The node that each node belongs to: a value to its key, a key or an item to its collection, a root to itself.
  private var owners: [UInt32]

  /// Linear in the size of the tree.
  package init(_ tree: YAMLTree) {
    self.tree = tree
    owners = Array(0..<UInt32(tree.entries.count))
    for (index, entry) in tree.entries.enumerated() where entry.kind == .mapping || entry.kind == .sequence {
      var next = index + 1
      while next < Int(entry.end) {
        owners[next] = UInt32(index)
        if entry.kind == .mapping {
          let value = Int(tree.entries[next].end)
          owners[value] = UInt32(next)
          next = value
        }
        next = Int(tree.entries[next].end)
      }
    }
  }

  /// The way to what stands between two positions, or else to what starts last at or before the first of them; nil
  /// where nothing does. A key leads to its value.
  ///
  /// Takes time for the depth of the node, and the logarithm of the size of the tree.
  package func path(from start: (line: Int, column: Int), to end: (line: Int, column: Int)) -> Path? {
    guard let nearest = lastNode(at: start) else { return nil }
    var index = node(startingWith: nearest, endingAt: end) ?? nearest
    // The key whose value comes next.
    if tree.entries[owner(of: index)].kind == .mapping, isInside(owner(of: index), index) {
      index = Int(tree.entries[index].end)
    }
    var steps: [(step: YAMLPathStep, node: YAMLNode)] = []
    while owner(of: index) != index {
      let (node, owner) = (YAMLNode(tree: tree, index: index), owner(of: index))
      if isInside(owner, index) {
        steps.append((.item(node.nameAsItem), node))
        index = owner
      } else {
        steps.append((.key(YAMLNode(tree: tree, index: owner).string ?? ""), node))
        index = self.owner(of: owner)
      }
    }
    return Path(document: YAMLNode(tree: tree, index: index), steps: steps.reversed())
  }

  private func owner(of index: Int) -> Int { Int(owners[index]) }

  /// Whether a node lies in a collection, and not behind it as a value behind its key.
  private func isInside(_ collection: Int, _ index: Int) -> Bool {
    collection < index && index < Int(tree.entries[collection].end)
  }

  /// The last node that starts at a position or before. Nodes lie in the order in which they start.
  private func lastNode(at position: (line: Int, column: Int)) -> Int? {
    var (low, high) = (0, tree.entries.count)
    while low < high {
      let middle = (low + high) / 2
      if self.start(of: middle) <= position { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? low - 1 : nil
  }

  /// Of a node and those that it is the first part of, the one with this end.
  private func node(startingWith first: Int, endingAt end: (line: Int, column: Int)) -> Int? {
    var index = first
    while true {
      let entry = tree.entries[index]
      if (Int(entry.endLine) + 1 + tree.precedingLines, Int(entry.endColumn) + 1) == end { return index }
      let owner = owner(of: index)
      guard owner != index, start(of: owner) == start(of: first) else { return nil }
      index = owner
    }
  }

  private func start(of index: Int) -> (Int, Int) {
    (Int(tree.entries[index].line) + 1 + tree.precedingLines, Int(tree.entries[index].column) + 1)
  }
}

extension YAMLNode {
  /// What a way leads to from here, with its key; nil where nothing stands there, or several items fit a step.
  package func node(at steps: some Sequence<YAMLPathStep>) -> (key: YAMLNode?, value: YAMLNode)? {
    var found: (key: YAMLNode?, value: YAMLNode) = (nil, self)
    for step in steps {
      switch step {
      case .key(let key):
        guard let pair = found.value.pairs.first(where: { $0.key.equals(key) }) else { return nil }
        found = (pair.key, pair.value)
      case .item(let name):
        let items = found.value.items.filter { $0.nameAsItem == name }
        guard items.count == 1 else { return nil }
        found = (nil, items[0])
      }
    }
    return found
  }

  /// What tells an item of a sequence from the others.
  fileprivate var nameAsItem: String? { isNull ? nil : string ?? self["name"]?.string }
}
