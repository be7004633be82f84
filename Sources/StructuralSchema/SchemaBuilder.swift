import YAMLTree

/// Puts together the arrays of a ``Schema``.
struct SchemaBuilder {
  private(set) var nodes: [Schema.Node] = []
  private(set) var fields: [Schema.Field] = []
  private(set) var values: [Schema.Value] = []
  private(set) var slots: [UInt16] = []
  private(set) var limits: [Limits] = []
  private(set) var names: [String] = []
  private var nameIndexes: [String: UInt32] = [:]

  /// A field as it is read, before its place among others is known.
  struct Field {
    var name: String
    var node: Int
    var isRequired = false
    /// Whether it has a value that is not looked at where it is missing.
    var isDefaulted = false
    /// The number of a group of fields of which one object has at most one; nil for none.
    var group: Int?
    var versions = VersionRange()
  }

  mutating func name(_ text: String) -> UInt32 {
    if let known = nameIndexes[text] { return known }
    names.append(text)
    nameIndexes[text] = UInt32(names.count - 1)
    return UInt32(names.count - 1)
  }

  /// Adds a node, and limits that it must satisfy.
  mutating func add(_ node: Schema.Node, limits: Limits? = nil) -> Int {
    var node = node
    if let limits {
      self.limits.append(limits)
      node.limits = UInt32(self.limits.count)
      node.bounds = limits.plainBounds
      node.itemsDiffer = limits.isSet || !limits.itemKeys.isEmpty
    }
    nodes.append(node)
    return nodes.count - 1
  }

  /// Adds a node of a kind that needs nothing else.
  mutating func add(_ kind: Schema.Kind, limits: Limits? = nil) -> Int {
    add(Schema.Node(kind: kind), limits: limits)
  }

  mutating func addEnumeration(_ values: [(name: String, versions: VersionRange)]) -> Int {
    var node = Schema.Node(kind: .enumeration)
    node.first = UInt32(self.values.count)
    node.count = UInt32(values.count)
    for value in values { self.values.append(Schema.Value(name: name(value.name), versions: value.versions)) }
    return add(node)
  }

  /// Adds a place for an object, whose fields are set later: objects may contain themselves.
  mutating func addObject(
    named name: String, _ kind: Schema.Kind = .object, element: Int? = nil, isNullable: Bool = false
  ) -> Int {
    var node = Schema.Node(kind: kind)
    node.element = UInt32(element ?? 0)
    node.name = self.name(name)
    node.isNullable = isNullable
    return add(node)
  }

  /// Sets the fields of an object. Of more than 64 required ones, the first 64 are asked for. An object with more
  /// fields than can be told apart is open, and has none.
  mutating func setFields(_ added: [Field], of index: Int, isOpen: Bool = false, limits: Limits? = nil) {
    var node = nodes[index]
    var defaulted: UInt64 = 0
    node.isOpen = isOpen
    node.first = UInt32(fields.count)
    node.count = UInt32(added.count)
    var requiredBit: UInt64 = 1
    for field in added {
      var entry = Schema.Field(name: name(field.name), node: UInt32(field.node), versions: field.versions)
      if field.isRequired || field.isDefaulted, requiredBit != 0 {
        entry.requiredBit = requiredBit
        node.required |= requiredBit
        if field.isDefaulted { defaulted |= requiredBit }
        requiredBit <<= 1
      }
      if let group = field.group, group < 32 { entry.group = 1 << UInt32(group) }
      fields.append(entry)
    }
    if limits != nil || defaulted != 0 {
      var limits = limits ?? Limits()
      limits.defaulted = defaulted
      self.limits.append(limits)
      node.limits = UInt32(self.limits.count)
      node.bounds = nil
    }
    if let table = hashTable(of: added) {
      node.slots = UInt32(slots.count)
      node.slotMask = UInt32(table.count - 1)
      slots += table
    } else {
      (node.count, node.required, node.isOpen) = (0, 0, true)
    }
    nodes[index] = node
  }

  /// Where the fields stand by the hashes of their names; nil where they are too many, or made to have the same hashes.
  private func hashTable(of fields: [Field]) -> [UInt16]? {
    guard fields.count < UInt16.max else { return nil }
    var size = 4
    while size < fields.count * 2 { size *= 2 }
    var table = [UInt16](repeating: 0, count: size)
    for (position, field) in fields.enumerated() {
      var slot = Int(truncatingIfNeeded: YAMLNode.hash(of: field.name.utf8)) & (size - 1)
      var steps = 0
      while table[slot] > 0 {
        slot = (slot + 1) & (size - 1)
        steps += 1
        if steps > 256 { return nil }
      }
      table[slot] = UInt16(position + 1)
    }
    return table
  }
}
