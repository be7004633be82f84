/// A stretch of a file; lines and columns count from 1, and the end is behind the last character.
package struct YAMLExtent: Hashable, Sendable {
  package var line: Int
  package var column: Int
  package var endLine: Int
  package var endColumn: Int
}

extension YAMLTree {
  /// What follows each of some positions: a key with its value, an item of a sequence, or a whole document; nil where
  /// nothing follows in the same document. Linear in the size of the tree at most.
  ///
  /// `positions`: In the order of the text.
  package func units(behind positions: [(line: Int, column: Int)]) -> [YAMLExtent?] {
    var search = UnitSearch(tree: self, positions: positions)
    for root in roots { search.visitDocument(Int(root)) }
    return search.units
  }
}

private struct UnitSearch {
  private let tree: YAMLTree
  private let positions: [(line: Int, column: Int)]
  /// The first position that nothing was found behind yet.
  private var next = 0
  private(set) var units: [YAMLExtent?]

  init(tree: YAMLTree, positions: [(line: Int, column: Int)]) {
    self.tree = tree
    self.positions = positions
    units = Array(repeating: nil, count: positions.count)
  }

  mutating func visitDocument(_ root: Int) {
    visit(root, as: extent(from: root, through: root))
    // What stands behind the last node of a document belongs to it and not to the next one.
    let end = end(of: root)
    while next < positions.count, positions[next] < end { next += 1 }
  }

  /// `unit`: What a position in front of the node is followed by; nil where that is something in the node.
  private mutating func visit(_ index: Int, as unit: YAMLExtent?) {
    let entry = tree.entries[index]
    if let unit {
      while next < positions.count, positions[next] < (unit.line, unit.column) {
        units[next] = unit
        next += 1
      }
    }
    guard next < positions.count, end(of: index) > positions[next] else { return }
    var child = index + 1
    while child < Int(entry.end) {
      let value = Int(tree.entries[child].end)
      switch entry.kind {
      case .mapping:
        visit(child, as: extent(from: child, through: value))
        visit(value, as: isBlockCollection(value) ? nil : extent(from: value, through: value))
        child = Int(tree.entries[value].end)
      default:
        visit(child, as: extent(from: child, through: child))
        child = value
      }
    }
  }

  /// Whether a node is written as lines of children, of which a comment above means the first.
  private func isBlockCollection(_ index: Int) -> Bool {
    tree.entries[index].style == .block && Int(tree.entries[index].end) > index + 1
  }

  private func end(of index: Int) -> (line: Int, column: Int) {
    let entry = tree.entries[index]
    return (Int(entry.endLine) + 1 + tree.precedingLines, Int(entry.endColumn) + 1)
  }

  private func extent(from first: Int, through last: Int) -> YAMLExtent {
    let start = tree.entries[first]
    let end = end(of: last)
    // A value that is missing takes no room, but findings point at it.
    let isMissing = tree.entries[last].kind == .scalar && tree.entries[last].textLength == 0
    return YAMLExtent(
      line: Int(start.line) + 1 + tree.precedingLines, column: Int(start.column) + 1, endLine: end.line,
      endColumn: end.column + (isMissing ? 1 : 0))
  }
}
