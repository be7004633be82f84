package import YAMLTree

extension Schema {
  /// Makes a schema of what a CustomResourceDefinition says about the objects of one version of its kind.
  ///
  /// Linear in the size of the definition; what is beyond all measure in it is not checked.
  ///
  /// `openAPIV3Schema`: The schema; nil where there is none. `checksStatus`: Whether `status` is taken from objects
  /// that are applied, as it is where the kind has no status subresource.
  package convenience init(kind: String, openAPIV3Schema schema: YAMLNode?, checksStatus: Bool) {
    var compiler = DefinitionCompiler()
    let root = compiler.root(kind, schema, checksStatus: checksStatus)
    self.init(compiler.builder, root: root, version: SchemaVersion(minor: 0), reader: .definition)
  }

  /// How much it allows: the number of fields of all its objects, or without bound where it takes anything as `spec`.
  package var breadth: Int {
    let spec = field(of: nodes[root], hash: YAMLNode.hash(of: "spec".utf8)).map { nodes[Int(fields[$0].node)] }
    return spec.map { $0.isOpen || $0.kind == .any } ?? false ? .max : fields.count
  }
}

/// Makes nodes of the `openAPIV3Schema` of a CustomResourceDefinition, read as the API server reads it: fields that are
/// not named are pruned, a null that is not allowed is the same as none, and a missing field with a default has one.
struct DefinitionCompiler {
  private(set) var builder = SchemaBuilder()
  /// How many more schemas and instructions of patterns are looked at.
  private var room = 200_000

  // MARK: Objects

  fileprivate mutating func root(_ kind: String, _ schema: YAMLNode?, checksStatus: Bool) -> Int {
    let index = builder.addObject(named: kind)
    let context = schema.map(DefinitionContext.init)
    let limits = context.flatMap { self.limits($0.words, .object, structure: $0, path: "") }
    let any = builder.add(.any)
    var fields: [SchemaBuilder.Field] = []
    if let context {
      fields = self.fields(of: context, path: "").filter { field in
        !Self.typeMeta.contains(field.name) && (field.name != "status" || checksStatus)
      }
    }
    fields += Self.typeMeta.map { SchemaBuilder.Field(name: $0, node: any) }
    if let index = fields.firstIndex(where: { $0.name == "metadata" }), let schema = context?.property("metadata") {
      fields[index].node = metadata(schema)
    }
    if !fields.contains(where: { $0.name == "status" }) { fields.append(.init(name: "status", node: any)) }
    let isOpen = context.map { $0.words.preservesUnknownFields || $0.words.additionalProperties != nil } ?? true
    builder.setFields(fields, of: index, isOpen: isOpen, limits: limits)
    return index
  }

  private static let typeMeta = ["apiVersion", "kind", "metadata"]

  /// The node of `metadata`, of which a definition can restrict the name alone.
  private mutating func metadata(_ schema: DefinitionContext) -> Int {
    let index = builder.addObject(named: "metadata")
    let fields = self.fields(of: schema, path: "metadata").filter { $0.name == "name" || $0.name == "generateName" }
    builder.setFields(fields.map { .init(name: $0.name, node: $0.node) }, of: index, isOpen: true)
    return index
  }

  private mutating func fields(of schema: DefinitionContext, path: String) -> [SchemaBuilder.Field] {
    let required = Set(schema.words.required)
    var fields: [SchemaBuilder.Field] = []
    for name in schema.names {
      guard let child = schema.property(name) else { continue }
      fields.append(
        .init(
          name: name, node: node(child, path: path.field(name)),
          isRequired: required.contains(name) && !child.words.hasDefault))
    }
    let undefined = required.filter { schema.property($0) == nil }.sorted()
    if !undefined.isEmpty {
      let any = builder.add(.any)
      fields += undefined.map { .init(name: $0, node: any, isRequired: true) }
    }
    // Whoever looks for the required ones finds them first.
    return fields.filter(\.isRequired) + fields.filter { !$0.isRequired }
  }

  // MARK: Values

  /// The node of values of a schema. `isOpen`: Whether a list around it keeps unknown fields.
  private mutating func node(_ schema: DefinitionContext, path: String, isOpen: Bool = false) -> Int {
    room -= 1
    guard room > 0 else { return unknown() }
    let words = schema.words
    let kind = Schema.Kind(words)
    let limits = self.limits(words, kind, structure: schema, path: path)
    var node = Schema.Node(kind: kind)
    node.isNullable = words.isNullable
    switch kind {
    case .list:
      let keepsFields = isOpen || words.preservesUnknownFields
      node.element = UInt32(
        schema.items.map { self.node($0, path: path + "[]", isOpen: keepsFields) } ?? builder.add(.any))
    case .map:
      let element = schema.additionalProperties.map { self.node($0, path: path.field("*")) } ?? builder.add(.any)
      node.element = UInt32(element)
    case .object,
      .untyped where words.properties != nil || !words.required.isEmpty || words.isEmbeddedResource:
      let index = builder.addObject(named: path, kind, isNullable: words.isNullable)
      var fields = self.fields(of: schema, path: path)
      if words.isEmbeddedResource { addTypeMeta(to: &fields) }
      let keepsFields =
        kind == .untyped || isOpen || words.preservesUnknownFields || words.additionalProperties != nil
      builder.setFields(fields, of: index, isOpen: keepsFields, limits: limits)
      return index
    default:
      node.isOpen = true
      if kind == .untyped, limits == nil { node.kind = .any }
    }
    return builder.add(node, limits: limits)
  }

  private mutating func addTypeMeta(to fields: inout [SchemaBuilder.Field]) {
    let any = builder.add(.any)
    let string = builder.add(.string)
    for name in Self.typeMeta {
      if let index = fields.firstIndex(where: { $0.name == name }) {
        fields[index].isRequired = fields[index].isRequired || name != "metadata"
      } else {
        fields.append(.init(name: name, node: name == "metadata" ? any : string, isRequired: name != "metadata"))
      }
    }
  }

  /// A node that fits everything, of which nothing is known.
  private mutating func unknown() -> Int {
    var limits = Limits()
    limits.isIncomplete = true
    return builder.add(.any, limits: limits)
  }

  // MARK: Limits

  /// What a value must satisfy beside its type; nil for nothing.
  ///
  /// `structure`: The schema that says how the value is pruned and defaulted.
  private mutating func limits(
    _ words: DefinitionKeywords, _ kind: Schema.Kind, structure: DefinitionContext?, path: String
  ) -> Limits? {
    var limits = bounds(words, kind, structure)
    var isEmpty = limits.bounds.isEmpty && limits.sizes.isEmpty

    if let divisor = words.divisor { (limits.divisor, isEmpty) = (divisor, false) }
    if kind == .string || kind == .untyped || kind == .intOrString {
      if let pattern = words.pattern { isEmpty = !add(pattern, to: &limits) && isEmpty }
      if let format = words.format.flatMap(ValueFormat.named) { (limits.format, isEmpty) = (format, false) }
    }
    if let values = words.values {
      limits.values = ScalarSet(values)
      limits.isIncomplete = limits.isIncomplete || limits.values == nil
      isEmpty = false
    }
    if kind == .list, words.listType == "map" || words.listType == "set" {
      limits.itemKeys = words.listKeys
      limits.isSet = words.listType == "set"
      isEmpty = false
    }
    for (combination, schemas) in words.alternatives {
      guard let alternatives = alternatives(combination, schemas, structure: structure, path: path) else { continue }
      limits.alternatives.append(alternatives)
      isEmpty = false
    }
    return isEmpty ? nil : limits
  }

  private func bounds(_ words: DefinitionKeywords, _ kind: Schema.Kind, _ structure: DefinitionContext?) -> Limits {
    var limits = Limits()
    switch kind {
    case .int32, .uint32, .int64, .number: limits.bounds = words.numbers
    case .string: limits.bounds = words.lengths
    case .list: limits.bounds = words.itemCounts
    case .map: limits.bounds = words.entryCounts
    case .object: limits.bounds = words.entryCounts
    default:
      limits.bounds = words.numbers
      limits.sizes = [words.lengths, words.itemCounts, words.entryCounts].first { !$0.isEmpty } ?? Limits.Bounds()
    }
    // Defaults count as well.
    if words.entryCounts.least != nil, structure?.hasDefaults ?? false {
      if kind == .object { limits.bounds.least = nil } else { limits.sizes.least = nil }
    }
    return limits
  }

  /// Returns whether the pattern says anything.
  private mutating func add(_ pattern: String, to limits: inout Limits) -> Bool {
    guard !pattern.isEmpty else { return false }
    let pattern = Limits.Pattern(pattern)
    room -= (pattern.expression?.size ?? 0) / 10
    if pattern.isDecidable, room > 0 { limits.pattern = pattern } else { limits.isIncomplete = true }
    return true
  }

  // MARK: Alternatives

  private mutating func alternatives(
    _ combination: Alternatives.Combination, _ schemas: [YAMLNode], structure: DefinitionContext?, path: String
  ) -> Alternatives? {
    var parts = schemas.map(DefinitionKeywords.init)
    // `anyOf: [{type: integer}, {type: string}]` says again what the type says.
    if structure?.words.isIntOrString ?? false, parts.allSatisfy({ $0.type != nil }) { return nil }
    var takesNone = false
    if combination == .oneOf, let index = parts.firstIndex(where: { $0.excludedFields != nil }) {
      let excluded = parts[index].excludedFields
      let rest = parts.indices.filter { $0 != index }.map { parts[$0].onlyRequired }
      if rest.allSatisfy({ $0?.count == 1 }), Set(rest.compactMap { $0?.first }) == excluded.map(Set.init) {
        parts.remove(at: index)
        takesNone = true
      }
    }
    var choice = parts.compactMap { $0.onlyRequired?.count == 1 ? $0.onlyRequired?.first : nil }
    if combination == .not, choice.isEmpty, let anyOf = parts.first?.anyOfFields { choice = anyOf }
    let isChoice = choice.count == parts.count || combination == .not && !choice.isEmpty
    if combination != .allOf, isChoice, choice.count <= 64, Set(choice).count == choice.count,
      choice.allSatisfy({ structure?.property($0).map { !$0.words.hasDefault && !$0.words.isNullable } ?? true })
    {
      return Alternatives(combination: combination, nodes: [], fields: choice, takesNone: takesNone)
    }
    return Alternatives(combination: combination, nodes: schemas.map { part($0, structure, path: path) })
  }

  /// The node of an alternative. `structure`: The schema that says how the same value is pruned and defaulted.
  private mutating func part(_ schema: YAMLNode, _ structure: DefinitionContext?, path: String) -> Int {
    room -= 1
    guard room > 0 else { return unknown() }
    let own = DefinitionContext(schema)
    let words = own.words
    let kind = Schema.Kind(words)
    let items = words.items.map { part($0, structure?.items, path: path + "[]") }
    var limits = self.limits(words, kind, structure: structure, path: path)
    if words.additionalProperties != nil || own.names.count + words.required.count > 64 {
      limits = limits ?? Limits()
      limits?.isIncomplete = true
    }
    let isNullable = structure?.words.isNullable ?? false
    if kind == .untyped || kind == .object {
      let index = builder.addObject(named: path, kind, element: items, isNullable: isNullable)
      builder.setFields(partFields(own, structure, path: path), of: index, isOpen: true, limits: limits)
      return index
    }
    var node = Schema.Node(kind: kind)
    node.isNullable = isNullable
    if kind == .list || kind == .map { node.element = UInt32(items ?? builder.add(.any)) }
    return builder.add(node, limits: limits)
  }

  private mutating func partFields(
    _ part: DefinitionContext, _ structure: DefinitionContext?, path: String
  ) -> [SchemaBuilder.Field] {
    let required = Set(part.words.required)
    var fields: [SchemaBuilder.Field] = []
    for name in part.names {
      guard let property = part.property(name) else { continue }
      let target = structure?.property(name)
      let isDefaulted = target?.words.hasDefault ?? false
      fields.append(
        .init(
          name: name, node: self.part(property.node, target, path: path.field(name)),
          isRequired: required.contains(name) && !isDefaulted, isDefaulted: isDefaulted))
    }
    for name in required.subtracting(part.names).sorted() {
      let target = structure?.property(name)?.words
      if target?.hasDefault ?? false { continue }
      var node = Schema.Node(kind: .any)
      node.isNullable = target?.isNullable ?? false
      fields.append(.init(name: name, node: builder.add(node), isRequired: true))
    }
    return fields
  }
}

extension Schema.Kind {
  /// The kind of values that a schema describes.
  fileprivate init(_ words: DefinitionKeywords) {
    if words.isIntOrString {
      self = .intOrString
      return
    }
    switch words.type {
    case "string"?: self = .string
    case "integer"?: self = words.format == "int32" ? .int32 : .int64
    case "number"?: self = .number
    case "boolean"?: self = .bool
    case "array"?: self = .list
    case "object"?:
      let isMap =
        words.properties == nil && words.additionalProperties != nil && words.additionalProperties?.bool != false
      self = isMap && words.required.isEmpty && !words.isEmbeddedResource ? .map : .object
    default: self = .untyped
    }
  }
}

extension DefinitionKeywords {
  /// The fields of which one is asked for, in `anyOf: [{required: [a]}, {required: [b]}]` and nothing else.
  fileprivate var anyOfFields: [String]? {
    guard alternatives.count == 1, alternatives[0].combination == .anyOf, required.isEmpty, properties == nil else {
      return nil
    }
    let fields = alternatives[0].schemas.map { DefinitionKeywords($0).onlyRequired }
    return fields.allSatisfy { $0?.count == 1 } ? fields.compactMap { $0?.first } : nil
  }

  /// The fields that may not be set, in `not: {anyOf: [{required: [a]}, {required: [b]}]}` and nothing else.
  fileprivate var excludedFields: [String]? {
    guard alternatives.count == 1, alternatives[0].combination == .not, required.isEmpty, properties == nil else {
      return nil
    }
    let inner = alternatives[0].schemas.first.map(DefinitionKeywords.init)
    return inner?.anyOfFields ?? (inner?.onlyRequired?.count == 1 ? inner?.onlyRequired : nil)
  }
}

extension String {
  /// The path of a field below this one, kept short where it is made to be long.
  fileprivate func field(_ name: String) -> String {
    let path = isEmpty ? name : "\(self).\(name)"
    return path.utf8.count > 200 ? "…\(path.suffix(120))" : path
  }
}
