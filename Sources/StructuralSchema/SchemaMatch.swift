import YAMLTree

/// Tells that an object fits its schema, as nearly every one does. What it cannot tell in one quick pass, it leaves to
/// the ``SchemaChecker``, which finds out what is wrong and where.
struct SchemaMatch {
  private let schema: Schema
  private let tree: YAMLTree

  init(_ schema: Schema, _ tree: YAMLTree) {
    self.schema = schema
    self.tree = tree
  }

  /// False does not say that it does not fit.
  func fits(_ root: YAMLNode) -> Bool {
    let node = schema.nodes[schema.root]
    return node.bounds != nil && fitsFields(root.index, node)
  }

  private func fitsFields(_ object: Int, _ node: Schema.Node) -> Bool {
    var missing = node.required
    var groups: UInt32 = 0
    let isFitting = tree.allPairs(at: object) { key, value in
      guard let position = schema.field(of: node, hash: tree.hash(at: key)) else { return node.isOpen }
      let field = schema.fields[position]
      let target = schema.nodes[Int(field.node)]
      guard field.versions.contains(schema.version), groups & field.group == 0 else { return false }
      if case .null = guess(value) { return !target.isNullable }
      missing &= ~field.requiredBit
      groups |= field.group
      return fits(value, target)
    }
    return isFitting && missing == 0
  }

  /// The guess about a scalar, and unknown for anything else.
  private func guess(_ value: Int) -> YAMLTree.ScalarGuess {
    tree.kind(at: value) == .scalar ? tree.guess(at: value) : .unknown
  }

  private func isText(_ value: Int) -> Bool {
    if case .string = guess(value) { true } else { false }
  }

  private func fits(_ value: Int, _ node: Schema.Node) -> Bool {
    guard let bounds = node.bounds else { return false }
    let isBounded = bounds != Int.min...Int.max
    switch node.kind {
    case .any: return !isBounded
    case .string:
      guard isText(value) else { return false }
      return !isBounded || fits(size: tree.length(at: value), bounds)
    case .bool:
      if case .bool = guess(value) { return true }
      return false
    case .int32, .uint32, .int64:
      guard case .decimal(let number) = guess(value) else { return false }
      return bounds.contains(number)
    case .intOrString:
      switch guess(value) {
      case .decimal, .string: return !isBounded
      case .null, .bool, .unknown: return false
      }
    case .enumeration:
      return isText(value) && isKnown(tree.hash(at: value), node)
    case .list:
      let element = schema.nodes[Int(node.element)]
      guard tree.kind(at: value) == .sequence else { return false }
      if isBounded || node.itemsDiffer {
        let count = tree.count(at: value)
        guard bounds.contains(count), !node.itemsDiffer || count < 2 else { return false }
      }
      return element.kind == .any && element.limits == 0 || tree.allItems(at: value) { fits($0, element) }
    case .map:
      let element = schema.nodes[Int(node.element)]
      guard tree.kind(at: value) == .mapping, !node.hasNumericKeys,
        !isBounded || bounds.contains(tree.count(at: value))
      else { return false }
      return tree.allPairs(at: value) { fits($1, element) }
    case .object: return tree.kind(at: value) == .mapping && !isBounded && fitsFields(value, node)
    case .duration:
      return !isBounded && tree.node(at: value).string.map(GoDuration.isDuration) ?? false && isText(value)
    case .bytes: return !isBounded && isText(value) && tree.node(at: value).bytes.isBase64
    case .number, .untyped: return false
    }
  }

  /// Whether a text of this many bytes is within bounds that count characters.
  private func fits(size: Int, _ bounds: ClosedRange<Int>) -> Bool {
    size <= bounds.upperBound && size >= (bounds.lowerBound > 1 ? bounds.lowerBound * 4 : bounds.lowerBound)
  }

  private func isKnown(_ hash: UInt64, _ node: Schema.Node) -> Bool {
    schema.values[Int(node.first)..<Int(node.first + node.count)].contains { value in
      schema.nameHashes[Int(value.name)] == hash && value.versions.contains(schema.version)
    }
  }
}
