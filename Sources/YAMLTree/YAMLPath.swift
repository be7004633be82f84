/// A step on the way from the root of a document to one of its nodes.
package enum YAMLPathStep: Hashable, Sendable {
  case key(String)
  /// An item of a sequence, by the value of its `name`, or by its text if it is a scalar; nil where it has neither.
  case item(String?)
}

extension YAMLTree {
  /// The way to what stands at a position, with the document that holds it; nil where no document does.
  ///
  /// A position in a key leads to the key's value. Linear in the number of siblings along the way.
  package func path(toLine line: Int, column: Int) -> (document: YAMLNode, steps: [YAMLPathStep])? {
    let position = (line, column)
    guard let document = documents.last(where: { ($0.line, $0.column) <= position }) else { return nil }
    var steps: [YAMLPathStep] = []
    var node = document
    while let (step, next) = node.step(toward: position) {
      steps.append(step)
      node = next
    }
    return (document, steps)
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
  private var nameAsItem: String? { string ?? self["name"]?.string }

  /// The child that holds a position: the last one that starts at it or before.
  fileprivate func step(toward position: (Int, Int)) -> (YAMLPathStep, YAMLNode)? {
    switch kind {
    case .scalar, .alias: return nil
    case .sequence:
      guard let item = items.last(where: { ($0.line, $0.column) <= position }) else { return nil }
      return (.item(item.nameAsItem), item)
    case .mapping:
      let pairs = pairs.filter { ($0.key.line, $0.key.column) <= position }
      guard let pair = pairs.max(by: { ($0.key.line, $0.key.column) < ($1.key.line, $1.key.column) }),
        let key = pair.key.string
      else { return nil }
      return (.key(key), pair.value)
    }
  }
}
