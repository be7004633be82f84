/// Makes nodes of what a ``SchemaTable`` says about a kind or message, and of every message that it uses.
struct SchemaCompiler {
  private typealias Slice = SchemaText.Slice

  private let text: SchemaText
  private(set) var builder = SchemaBuilder()
  private var messages: [String: Int] = [:]
  private var scalars: [String: Int] = [:]

  init(_ text: SchemaText) { self.text = text }

  /// The node of the objects of a kind.
  mutating func object(_ kind: String, fields body: Range<Int>) -> Int {
    let index = builder.addObject(named: kind)
    let string = node("string"[...])
    var fields = [SchemaBuilder.Field(name: "apiVersion", node: string), .init(name: "kind", node: string)]
    fields.append(.init(name: "metadata", node: message("ObjectMeta")))
    fields += self.fields(body)
    if !fields.contains(where: { $0.name == "status" }) { fields.append(.init(name: "status", node: node("any"[...]))) }
    builder.setFields(fields, of: index)
    return index
  }

  /// The node of a message.
  mutating func message(_ name: String) -> Int {
    if let known = messages[name] { return known }
    guard let section = text.message(named: name) else {
      preconditionFailure("the schema names a message '\(name)' that it does not define")
    }
    let index = builder.addObject(named: String(name.prefix { $0 != "~" }))
    messages[name] = index
    builder.setFields(
      fields(section.body), of: index, isOpen: text.isOpen(section), limits: limits(section.body))
    return index
  }

  /// The choices between fields of which an object has exactly one; nil where there are none.
  private func limits(_ body: Range<Int>) -> Limits? {
    let choices = text.lines(body).filter { $0.hasPrefix(Self.choice) }
    guard !choices.isEmpty else { return nil }
    var limits = Limits()
    limits.alternatives = choices.map { line in
      Alternatives(combination: .oneOf, nodes: [], fields: Self.names(line, after: Self.choice))
    }
    return limits
  }

  private static let choice: StaticString = "exactly one of "
  private static let exclusion: StaticString = "one of "

  private static func names(_ line: Slice, after prefix: StaticString) -> [String] {
    line.dropFirst(prefix.utf8CodeUnitCount).split(separator: UInt8(ascii: " ")).map(String.init(schema:))
  }

  private mutating func fields(_ body: Range<Int>) -> [SchemaBuilder.Field] {
    var fields: [SchemaBuilder.Field] = []
    var groups: [[String]] = []
    for line in text.lines(body) {
      if line.hasPrefix(Self.choice) { continue }
      if line.hasPrefix(Self.exclusion) {
        groups.append(Self.names(line, after: Self.exclusion))
        continue
      }
      guard let (names, rest) = line.split(at: ": ") else {
        preconditionFailure("no field of a schema: \(String(schema: line))")
      }
      var versions = VersionRange()
      var type = rest
      if let (before, behind) = rest.split(at: " @") {
        type = before
        versions = VersionRange(behind.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "@") })
      }
      let node = node(type)
      for name in names.split(separator: UInt8(ascii: " ")) {
        let isRequired = name.last == UInt8(ascii: "!")
        fields.append(
          .init(
            name: String(schema: isRequired ? name.dropLast() : name), node: node, isRequired: isRequired,
            versions: versions))
      }
    }
    for (number, group) in groups.enumerated() {
      for index in fields.indices where group.contains(fields[index].name) { fields[index].group = number }
    }
    return fields
  }

  // MARK: Types

  private mutating func node(_ type: Substring) -> Int { node(Array(type.utf8)[...]) }

  private mutating func node(_ type: Slice) -> Int {
    // Limits stand behind the whole type, so behind the last bracket of a list or map.
    let end = type.first.map { "[{".utf8.contains($0) } == true ? type.closingBracket : type.startIndex
    guard let start = type[end...].firstIndex(of: UInt8(ascii: "(")) else { return plainNode(type) }
    let node = plainNode(type[..<start])
    return builder.add(builder.nodes[node], limits: Limits(type[start...]))
  }

  private mutating func plainNode(_ type: Slice) -> Int {
    switch type.first {
    case UInt8(ascii: "[")?:
      let element = node(type.dropFirst().dropLast())
      return builder.add(Schema.Node(kind: .list, element: UInt32(element)))
    case UInt8(ascii: "{")?:
      let isNumeric = type.hasPrefix("{uint:")
      let element = node(type.dropFirst(isNumeric ? "{uint:".utf8.count : 1).dropLast())
      return builder.add(Schema.Node(kind: .map, element: UInt32(element), hasNumericKeys: isNumeric))
    case _ where type.contains(UInt8(ascii: "|")):
      let values = type.split(separator: UInt8(ascii: "|")).map { value in
        let parts = value.split(separator: UInt8(ascii: "@"))
        return (name: String(schema: parts[0]), versions: VersionRange(parts.dropFirst()))
      }
      return builder.addEnumeration(values)
    default:
      let name = String(schema: type)
      guard let kind = Schema.Kind(name) else { return message(name) }
      if let known = scalars[name] { return known }
      let index = builder.add(kind)
      scalars[name] = index
      return index
    }
  }
}

extension Schema.Kind {
  /// The scalar type of a name in a table.
  fileprivate init?(_ name: String) {
    switch name {
    case "any": self = .any
    case "string": self = .string
    case "bool": self = .bool
    case "int": self = .int32
    case "uint": self = .uint32
    case "long": self = .int64
    case "number": self = .number
    case "duration": self = .duration
    case "bytes": self = .bytes
    case "intOrString": self = .intOrString
    default: return nil
    }
  }
}

extension Limits {
  /// Reads limits such as `(1..16)(/[a-z]+/)`.
  fileprivate init(_ text: SchemaText.Slice) {
    self.init()
    var rest = text
    while rest.hasPrefix("("), let (inner, behind) = rest.dropFirst().split(at: rest.hasPrefix("(/") ? "/)" : ")") {
      if inner.hasPrefix("/") {
        pattern = Limits.Pattern(String(schema: inner.dropFirst()))
      } else if let (least, greatest) = inner.split(at: "..") {
        bounds.least = Double(String(schema: least))
        bounds.greatest = Double(String(schema: greatest))
      } else if inner.elementsEqual("set".utf8) {
        isSet = true
      } else {
        itemKeys = inner.split(separator: UInt8(ascii: " ")).dropFirst().map(String.init(schema:))
      }
      rest = behind
    }
  }
}

extension SchemaText.Slice {
  /// Behind the bracket that closes the one at the start.
  fileprivate var closingBracket: Index {
    var depth = 0
    for index in indices {
      if "[{".utf8.contains(self[index]) { depth += 1 }
      if "]}".utf8.contains(self[index]) { depth -= 1 }
      if depth == 0 { return index + 1 }
    }
    return endIndex
  }
}
