import Diagnostics
import FoundationEssentials

extension ConfigurationFormat {
  /// The URL that names the JSON Schema.
  package static let schemaID = schemaURL("config")

  /// The JSON Schema of a `.meshlint.yaml`.
  package var jsonSchema: JSONSchemaValue {
    guard case .object(var members) = root.jsonSchema else { return root.jsonSchema }
    members["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    members["$id"] = .text(Self.schemaID)
    members["title"] = "The configuration of meshlint"
    return .object(members)
  }
}

/// A part of a JSON Schema.
package indirect enum JSONSchemaValue: Encodable, Sendable, ExpressibleByStringLiteral {
  case text(String)
  case number(Int)
  case boolean(Bool)
  case list([JSONSchemaValue])
  case object([String: JSONSchemaValue])

  package init(stringLiteral value: String) { self = .text(value) }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .boolean(let value): try container.encode(value)
    case .list(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }
}

extension ConfigurationShape {
  fileprivate var jsonSchema: JSONSchemaValue {
    switch self {
    case .text(let kind): .object(kind.jsonSchema)
    case .boolean: .object(["type": "boolean"])
    case .integer(let range):
      .object(["type": "integer", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)])
    case .list(let item, let acceptsOne):
      Self.list(of: item.jsonSchema, acceptsOne: acceptsOne)
    case .map(let keys, let values):
      .object(["type": "object", "propertyNames": .object(keys.jsonSchema), "additionalProperties": values.jsonSchema])
    case .object(let fields): Self.object(fields, isOpen: false)
    case .resource(let forms): .object(["anyOf": .list(forms.map { Self.object($0.fields, isOpen: $0.isOpen) })])
    case .anything: .object([:])
    }
  }

  private static func list(of item: JSONSchemaValue, acceptsOne: Bool) -> JSONSchemaValue {
    let list = JSONSchemaValue.object(["type": "array", "items": item])
    return acceptsOne ? .object(["anyOf": .list([item, list])]) : list
  }

  private static func object(_ fields: [ConfigurationField], isOpen: Bool) -> JSONSchemaValue {
    var properties: [String: JSONSchemaValue] = [:]
    for field in fields {
      guard case .object(var members) = field.shape.jsonSchema else { continue }
      members["description"] = .text(field.documentation)
      properties[field.key] = .object(members)
    }
    let required = fields.filter(\.isRequired).map { JSONSchemaValue.text($0.key) }
    var members: [String: JSONSchemaValue] = ["type": "object", "properties": .object(properties)]
    members["additionalProperties"] = .boolean(isOpen)
    if !required.isEmpty { members["required"] = .list(required) }
    return .object(members)
  }
}

extension ConfigurationText {
  /// Rules are not listed, since the list would be most of the schema; `meshlint config verify` knows them.
  fileprivate var jsonSchema: [String: JSONSchemaValue] {
    switch self {
    case .word(let words): ["enum": .list(words.map { .text($0) })]
    case .istioVersion: ["type": .list(["string", "number"])]
    case .date: ["type": "string", "format": "date"]
    case .period: ["type": "string", "pattern": "^[0-9]{1,6}[hdw]$"]
    case .reportFormat(let formats):
      ["type": "string", "pattern": .text("^(\(formats.joined(separator: "|")))(=.+)?$")]
    case .object: ["type": "string", "pattern": "^([^ ]+ [^ ]+|[^ ]*[*][^ ]*)$"]
    default: ["type": "string", "minLength": .number(1)]
    }
  }
}
