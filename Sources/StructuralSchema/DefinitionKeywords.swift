import YAMLTree

/// What stands in one schema of a CustomResourceDefinition (apiextensions `JSONSchemaProps`).
struct DefinitionKeywords {
  var type: String?
  var properties: YAMLNode?
  var additionalProperties: YAMLNode?
  var items: YAMLNode?
  var required: [String] = []
  var values: YAMLNode?
  var pattern: String?
  var format: String?
  var numbers = Limits.Bounds()
  var divisor: Double?
  var lengths = Limits.Bounds()
  var itemCounts = Limits.Bounds()
  var entryCounts = Limits.Bounds()
  var isNullable = false
  var hasDefault = false
  var isIntOrString = false
  var preservesUnknownFields = false
  var isEmbeddedResource = false
  var listType: String?
  var listKeys: [String] = []
  /// The alternatives of `allOf`, `anyOf`, `oneOf` and `not`.
  var alternatives: [(combination: Alternatives.Combination, schemas: [YAMLNode])] = []

  init(_ schema: YAMLNode) {
    schema.forEachPair { key, value in
      guard !value.isNull, let word = key.string else { return }
      read(word, value)
    }
  }

  private mutating func read(_ word: String, _ value: YAMLNode) {
    switch word {
    case "type": type = value.string
    case "properties": properties = value
    case "additionalProperties": additionalProperties = value
    case "items": items = value
    case "required": required = value.items.compactMap(\.string)
    case "enum": values = value
    case "pattern": pattern = value.string
    case "format": format = value.string
    case "nullable": isNullable = value.bool ?? false
    case "default": hasDefault = true
    case "allOf": alternatives.append((.allOf, value.items))
    case "anyOf": alternatives.append((.anyOf, value.items))
    case "oneOf": alternatives.append((.oneOf, value.items))
    case "not": alternatives.append((.not, [value]))
    default: word.hasPrefix("x-kubernetes-") ? readExtension(word, value) : readBound(word, value)
    }
  }

  private mutating func readBound(_ word: String, _ value: YAMLNode) {
    switch word {
    case "minimum": numbers.least = value.number
    case "maximum": numbers.greatest = value.number
    case "exclusiveMinimum": numbers.excludesLeast = value.bool ?? false
    case "exclusiveMaximum": numbers.excludesGreatest = value.bool ?? false
    case "multipleOf": divisor = value.number
    case "minLength": lengths.least = value.number
    case "maxLength": lengths.greatest = value.number
    case "minItems": itemCounts.least = value.number
    case "maxItems": itemCounts.greatest = value.number
    case "minProperties": entryCounts.least = value.number
    case "maxProperties": entryCounts.greatest = value.number
    default: break
    }
  }

  private mutating func readExtension(_ word: String, _ value: YAMLNode) {
    switch word {
    case "x-kubernetes-int-or-string": isIntOrString = value.bool ?? false
    case "x-kubernetes-preserve-unknown-fields": preservesUnknownFields = value.bool ?? false
    case "x-kubernetes-embedded-resource": isEmbeddedResource = value.bool ?? false
    case "x-kubernetes-list-type": listType = value.string
    case "x-kubernetes-list-map-keys": listKeys = value.items.compactMap(\.string)
    default: break
    }
  }

  /// The names that are asked for, where nothing else is.
  var onlyRequired: [String]? {
    let isPlain =
      type == nil && properties == nil && additionalProperties == nil && items == nil && values == nil && pattern == nil
      && format == nil && numbers.isEmpty && divisor == nil && lengths.isEmpty && itemCounts.isEmpty
      && entryCounts.isEmpty && !isIntOrString && alternatives.isEmpty
    return isPlain && !required.isEmpty ? required : nil
  }
}

extension YAMLNode {
  /// The value of a number.
  fileprivate var number: Double? {
    int.map(Double.init) ?? (scalarType == .float ? string.flatMap { Double($0) } : nil)
  }
}
