/// The fields, types and enum values of the kinds whose spelling is checked.
///
/// Facts come from the field lists of istio/api, written in a small language of our own: a message is its name alone
/// on a line, followed by indented `field: type` lines. A type is `string`, `bool`, `int`, `number`, `any`, the name
/// of a message, `[type]` for a list, `{type}` for a mapping, or `A|B` for an enum.
struct Schema: Sendable {
  indirect enum FieldType: Sendable {
    case string, bool, int, number, any
    case oneOf([String])
    case list(FieldType)
    case map(FieldType)
    case message(String)
  }

  struct Message: Sendable {
    var name: String
    var fields: [(name: String, type: FieldType)]

    func type(of field: String) -> FieldType? { fields.first { $0.name == field }?.type }
  }

  /// The message of the whole object.
  let root: Message

  static func named(_ kind: String, group: String) -> Schema? {
    guard group == "security.istio.io" || group == "networking.istio.io", let spec = messages[kind] else {
      return nil
    }
    let fields: [(name: String, type: FieldType)] = [
      ("apiVersion", .string), ("kind", .string), ("metadata", .any), ("spec", .message(spec.name)), ("status", .any),
    ]
    return Schema(root: Message(name: kind, fields: fields))
  }

  static func message(_ name: String) -> Message? { messages[name] }

  private static let messages = parse(istioSchema.description)

  private static func parse(_ text: String) -> [String: Message] {
    var messages: [String: Message] = [:]
    var current = Message(name: "", fields: [])
    for line in text.split(separator: "\n") {
      if !line.hasPrefix(" ") {
        messages[current.name] = current
        current = Message(name: String(line), fields: [])
      } else if let colon = line.firstIndex(of: ":") {
        let type = fieldType(line[line.index(colon, offsetBy: 2)...])
        for name in line[..<colon].split(separator: " ") { current.fields.append((String(name), type)) }
      }
    }
    messages[current.name] = current
    return messages
  }

  private static func fieldType(_ text: Substring) -> FieldType {
    switch text {
    case "string": .string
    case "bool": .bool
    case "int": .int
    case "number": .number
    case "any": .any
    case _ where text.hasPrefix("["): .list(fieldType(text.dropFirst().dropLast()))
    case _ where text.hasPrefix("{"): .map(fieldType(text.dropFirst().dropLast()))
    case _ where text.contains("|"): .oneOf(text.split(separator: "|").map(String.init))
    default: .message(String(text))
    }
  }
}
