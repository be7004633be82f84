import Diagnostics
package import YAMLTree

/// Compares an object with its ``Schema`` and notes what does not fit, each at the scalar that is wrong.
///
/// Linear in the size of the object. Where everything fits, no text is built.
package struct SchemaChecker {
  let schema: Schema
  package private(set) var issues: [SchemaIssue] = []
  /// How much more work may go into patterns and alternatives, of which a hostile definition can have any number. What
  /// is left over is given to the next checker.
  package var effort: Int
  /// Whether something could not be decided, such as what a field is that has a default.
  var isUncertain = false
  /// The nodes of the objects around the one that is looked at, and its own.
  private var enclosing: [Int] = []
  private var suggestions = SuggestionBudget()

  /// What goes into the objects of one tree: a fraction of a second.
  package static let effortLimit = 5_000_000

  package init(_ schema: Schema, effort: Int = effortLimit) {
    self.schema = schema
    self.effort = effort
  }

  package mutating func check(_ root: YAMLNode) {
    let node = schema.nodes[schema.root]
    guard root.isMapping, !SchemaMatch(schema, root.tree).fits(root) else { return }
    checkFields(of: root, node, at: schema.root)
    if node.limits > 0 { checkLimits(root, schema.limits[Int(node.limits) - 1], node, key: root) }
  }

  // MARK: Objects

  mutating func checkFields(of object: YAMLNode, _ node: Schema.Node, at index: Int) {
    var missing = node.required
    var groups: UInt32 = 0
    let earlier = issues.count
    enclosing.append(index)
    object.forEachPair { key, value in
      guard let position = schema.field(of: node, hash: key.hash) ?? underscoredField(key, of: node) else {
        // Go writes `creationTimestamp: null` into templates of pods; nothing is lost where that is pruned.
        if !node.isOpen, schema.reader != .definition || !value.isNull { noteUnknown(key, in: node) }
        return
      }
      let field = schema.fields[position]
      guard field.versions.contains(schema.version) else {
        return noteUnknown(key, in: node, versions: field.versions)
      }
      let target = schema.nodes[Int(field.node)]
      guard !value.isNull else {
        if target.isNullable { missing &= ~field.requiredBit }
        return
      }
      missing &= ~field.requiredBit
      if groups & field.group != 0 { noteSecond(of: field.group, key, in: node) }
      groups |= field.group
      check(value, target, at: Int(field.node), key: key)
    }
    enclosing.removeLast()
    if missing != 0 { noteMissing(missing, in: node, at: object, since: earlier) }
  }

  mutating func check(_ value: YAMLNode, _ node: Schema.Node, at index: Int, key: YAMLNode) {
    guard fits(value, node, key: key) else { return }
    if node.limits > 0 { checkLimits(value, schema.limits[Int(node.limits) - 1], node, key: key) }
    switch node.kind {
    case .list: checkItems(of: value, node, key: key)
    case .map:
      let element = schema.nodes[Int(node.element)]
      value.forEachPair { entry, item in
        if node.hasNumericKeys, entry.string.flatMap({ UInt32($0) }) == nil {
          note(
            .wrongType(.init(field: name(key), expected: "whole numbers as keys", found: name(entry))), at: entry)
        }
        if !item.isNull { check(item, element, at: Int(node.element), key: entry) }
      }
    case .object: checkFields(of: value, node, at: index)
    case .untyped:
      if value.isMapping { checkFields(of: value, node, at: index) }
      if value.isSequence, node.element > 0 { checkItems(of: value, node, key: key) }
    default: break
    }
  }

  private mutating func checkItems(of list: YAMLNode, _ node: Schema.Node, key: YAMLNode) {
    let element = schema.nodes[Int(node.element)]
    guard element.kind != .any || element.limits > 0 else { return }
    let takesNull =
      switch schema.reader {
      case .istio, .controlPlane, .kubernetes: true
      case .definition: element.isNullable || element.kind == .any || element.kind == .untyped
      }
    list.forEachItem { item in
      if !item.isNull {
        check(item, element, at: Int(node.element), key: key)
      } else if !takesNull {
        noteType(item, element, key: key)
      }
    }
  }

  // MARK: Values

  /// Whether a value is of the type of a node; if not, that is noted.
  private mutating func fits(_ value: YAMLNode, _ node: Schema.Node, key: YAMLNode) -> Bool {
    switch node.kind {
    case .any, .untyped: return true
    case .string: if value.scalarType == .string { return true }
    case .bytes: if value.scalarType == .string { return isBase64(value, key: key) }
    case .bool: if value.bool != nil { return true }
    case .int32, .uint32, .int64:
      if let number = value.int ?? value.wholeFloat { return isInRange(number, node, value, key: key) }
    case .number:
      switch value.scalarType {
      case .integer?, .float?: return true
      case .null?, .bool?, .string?, nil: break
      }
    case .intOrString:
      switch value.scalarType {
      case .integer?, .string?: return true
      // Kubernetes' own quantities may have a fraction.
      case .float?: if schema.reader == .kubernetes || value.wholeFloat != nil { return true }
      case .null?, .bool?, nil: break
      }
    case .duration:
      if value.scalarType == .string {
        let isDuration = value.string.map(GoDuration.isDuration) ?? false
        if !isDuration {
          note(
            .invalidValue(
              field: name(key), reason: "\(quoted(value)) is no duration such as 1m30s or 500ms", isUndecodable: true),
            at: value)
        }
        return isDuration
      }
    case .enumeration: return isKnown(value, node, key: key)
    case .list: if value.isSequence { return true }
    case .map, .object: if value.isMapping { return true }
    }
    noteType(value, node, key: key)
    return false
  }

  private mutating func isBase64(_ value: YAMLNode, key: YAMLNode) -> Bool {
    let isBase64 = value.bytes.isBase64
    if !isBase64 { note(.invalidValue(field: name(key), reason: "the text is not Base64"), at: value) }
    return isBase64
  }

  private mutating func isInRange(_ number: Int, _ node: Schema.Node, _ value: YAMLNode, key: YAMLNode) -> Bool {
    let isInRange =
      switch node.kind {
      case .int32: Int32(exactly: number) != nil
      case .uint32: UInt32(exactly: number) != nil
      default: true
      }
    if !isInRange {
      let kind = node.kind == .uint32 ? "a number from 0 to \(UInt32.max)" : "a number of 32 bits"
      note(.wrongType(.init(field: name(key), expected: kind, found: "\(number)")), at: value)
    }
    return isInRange
  }

  /// Notes that a value is none of some scalars.
  mutating func noteOther(_ value: YAMLNode, than values: ScalarSet, key: YAMLNode) {
    let expected = values.texts.count <= 12 ? values.texts : values.texts.prefix(12) + ["…"]
    guard let text = value.string else {
      let expected = "one of \(expected.joined(separator: ", "))"
      return note(.wrongType(.init(field: name(key), expected: expected, found: found(value))), at: value)
    }
    let suggestion = values.texts.count <= 500 && suggestions.take() ? closest(to: text, of: values.texts) : nil
    note(.unknownEnumValue(value: text, field: name(key), suggestion: suggestion, expected: expected), at: value)
  }

  private mutating func isKnown(_ value: YAMLNode, _ node: Schema.Node, key: YAMLNode) -> Bool {
    let values = schema.values[Int(node.first)..<Int(node.first + node.count)]
    let hash = value.hash
    let isText = value.scalarType == .string
    if isText,
      values.contains(where: { schema.nameHashes[Int($0.name)] == hash && $0.versions.contains(schema.version) })
    {
      return true
    }
    if isText, schema.reader == .kubernetes, value.bytes.isEmpty { return true }
    let expected = schema.values(of: node)
    if isText, let text = value.string {
      let suggestion = suggestions.take() ? closest(to: text, of: expected) : nil
      note(.unknownEnumValue(value: text, field: name(key), suggestion: suggestion, expected: expected), at: value)
    } else {
      let values = "one of \(expected.joined(separator: ", "))"
      note(.wrongType(.init(field: name(key), expected: values, found: found(value))), at: value)
    }
    return false
  }

  // MARK: Notes

  private mutating func noteUnknown(_ key: YAMLNode, in node: Schema.Node, versions: VersionRange? = nil) {
    guard let name = key.string, !name.hasPrefix("$") else { return }
    // Every unknown field of an object that is made to have thousands must not be compared with thousands of names.
    let isLarge = node.count > 500
    let names = isLarge ? [] : schema.fieldNames(of: node)
    var field = SchemaProblem.UnknownField(
      name: name, object: schema.names[Int(node.name)], expected: names.count <= 8 ? names : [])
    if let versions {
      field.hint =
        versions.since > schema.version.minor
        ? .since(SchemaVersion(minor: versions.since)) : .until(SchemaVersion(minor: versions.until))
    } else if schema.reader == .istio, let spelling = names.first(where: { $0.underscored == name }) {
      (field.suggestion, field.hint) = (spelling, .underscores)
    } else if !isLarge, let spelling = names.first(where: { $0.lowercased() == name.lowercased() }) {
      field.suggestion = spelling
    } else if !isLarge, let place = otherPlace(of: key.hash, in: node) {
      field.hint = place
    } else if suggestions.take() {
      field.suggestion = closest(to: name, of: names)
    }
    note(.unknownField(field), at: key)
  }

  /// The field that Istio's control plane takes a name with underscores for.
  private func underscoredField(_ key: YAMLNode, of node: Schema.Node) -> Int? {
    guard schema.reader == .controlPlane, let name = key.string, name.contains("_") else { return nil }
    return (Int(node.first)..<Int(node.first + node.count)).first {
      schema.names[Int(schema.fields[$0].name)].underscored == name
    }
  }

  /// Where the field with this name would be known: in the object around, or in an object inside.
  private func otherPlace(of hash: UInt64, in node: Schema.Node) -> SchemaProblem.UnknownField.Hint? {
    if let index = enclosing.dropLast().last, schema.field(of: schema.nodes[index], hash: hash) != nil {
      return .oneLevelUp(object: schema.names[Int(schema.nodes[index].name)])
    }
    let inner = schema.fields[Int(node.first)..<Int(node.first + node.count)].first { field in
      guard field.versions.contains(schema.version) else { return false }
      var target = schema.nodes[Int(field.node)]
      if target.kind == .list { target = schema.nodes[Int(target.element)] }
      return target.kind == .object && schema.field(of: target, hash: hash) != nil
    }
    return inner.map { .oneLevelDown(field: schema.names[Int($0.name)]) }
  }

  private mutating func noteSecond(of group: UInt32, _ key: YAMLNode, in node: Schema.Node) {
    let members = schema.fields[Int(node.first)..<Int(node.first + node.count)]
      .filter { $0.group == group && $0.versions.contains(schema.version) }.map { schema.names[Int($0.name)] }
    note(
      .invalidValue(field: name(key), reason: "only one of \(members.joined(separator: ", ")) can be set"), at: key)
  }

  /// Notes the fields that are not there, but those which an unknown field stands for, by the issues from `first` on.
  private mutating func noteMissing(_ missing: UInt64, in node: Schema.Node, at object: YAMLNode, since first: Int) {
    var missing = missing
    if node.limits > 0, missing & schema.limits[Int(node.limits) - 1].defaulted != 0 {
      isUncertain = true
      missing &= ~schema.limits[Int(node.limits) - 1].defaulted
    }
    let meant = issues[first...].compactMap { issue in
      if case .unknownField(let field) = issue.problem, field.object == schema.names[Int(node.name)] {
        field.meant
      } else {
        nil
      }
    }
    for field in schema.fields[Int(node.first)..<Int(node.first + node.count)] {
      if missing == 0 { break }
      guard field.requiredBit & missing != 0 else { continue }
      missing &= ~field.requiredBit
      let name = schema.names[Int(field.name)]
      guard field.versions.contains(schema.version), !meant.contains(name) else { continue }
      note(.missingField(name: name, object: schema.names[Int(node.name)]), at: object)
    }
  }

  private mutating func noteType(_ value: YAMLNode, _ node: Schema.Node, key: YAMLNode) {
    let isQuotedNumber =
      value.scalarType == .string && [.int32, .uint32, .int64, .number].contains(node.kind)
      && value.string.flatMap { Double($0) } != nil
    if isQuotedNumber, schema.reader == .controlPlane { return }
    let expected =
      switch node.kind {
      case .string, .bytes: "a string"
      case .bool: "true or false"
      case .int32, .uint32, .int64: "a whole number"
      case .number: "a number"
      case .intOrString: schema.reader == .kubernetes ? "a number or a string" : "a whole number or a string"
      case .duration: "a duration such as 1m30s"
      case .enumeration: "one of \(schema.values(of: node).joined(separator: ", "))"
      case .list: "a list"
      case .map, .object: "a mapping"
      case .any, .untyped: "anything"
      }
    note(
      .wrongType(
        .init(
          field: name(key), expected: expected, found: isQuotedNumber ? "a number in quotes" : found(value),
          isTolerated: isQuotedNumber && schema.reader == .istio)),
      at: value.isNull && value.bytes.isEmpty ? key : value)
  }

  private func found(_ value: YAMLNode) -> String {
    switch value.scalarType {
    case nil: value.isSequence ? "a list" : "a mapping"
    case .bool?: "true or false"
    case .integer?, .float?: "a number"
    case .null?: "nothing"
    case .string?: "a string"
    }
  }

  /// What messages call the value of a key; the whole object has the name of its kind.
  func name(_ key: YAMLNode) -> String { key.string ?? schema.names[Int(schema.nodes[schema.root].name)] }

  func quoted(_ value: YAMLNode) -> String { "\"\(value.string ?? "")\"" }

  mutating func note(_ problem: SchemaProblem, at node: YAMLNode) {
    issues.append(SchemaIssue(problem: problem, node: node))
  }
}

extension YAMLNode {
  /// The value of a float without a fraction, which JSON does not tell from an integer.
  fileprivate var wholeFloat: Int? {
    guard scalarType == .float, let value = string.flatMap({ Double($0) }) else { return nil }
    return Int(exactly: value)
  }
}

extension ArraySlice<UInt8> {
  /// Whether this is Base64 as Go's standard encoding reads it, padded and with line ends anywhere, or a placeholder
  /// such as `${CERTIFICATE}`, which something fills in before that.
  var isBase64: Bool {
    var digits = 0
    var padding = 0
    for byte in self {
      switch byte {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"): continue
      case UInt8(ascii: "="): padding += 1
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
        guard padding == 0 else { return false }
        digits += 1
      default: return contains { "<{$".utf8.contains($0) }
      }
    }
    return padding <= 2 && (digits + padding) % 4 == 0
  }
}

extension String {
  /// The name of a field as its Protocol Buffers definition writes it: `port_level_mtls` for `portLevelMtls`.
  fileprivate var underscored: String {
    var text = ""
    for character in self {
      if character.isUppercase { text += "_" }
      text += character.lowercased()
    }
    return text
  }
}
