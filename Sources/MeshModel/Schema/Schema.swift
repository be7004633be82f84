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
    /// An index into the messages.
    case message(Int)
  }

  struct Message: Sendable {
    var name: String
    var fields: [(name: String, type: FieldType)]
  }

  /// The message of the whole object.
  let root: Message

  static func named(_ kind: String, group: String) -> Schema? {
    group == "security.istio.io" || group == "networking.istio.io" ? schemas[kind] : nil
  }

  /// The schema of a message that stands by itself, such as the text of an annotation.
  static func message(named name: String) -> Schema? { indexes[name].map { Schema(root: messages[$0]) } }

  static func message(_ index: Int) -> Message { messages[index] }

  /// The schema of the object around each message, by the message's name.
  private static let schemas = Dictionary(
    uniqueKeysWithValues: indexes.map { kind, spec in
      let fields: [(name: String, type: FieldType)] = [
        ("apiVersion", .string), ("kind", .string), ("metadata", .any), ("spec", .message(spec)), ("status", .any),
      ]
      return (kind, Schema(root: Message(name: kind, fields: fields)))
    })

  private static let lines = (istioSchema.description + proxyConfigSchema.description).split(separator: "\n")
  /// The index of each message by its name.
  private static let indexes = Dictionary(
    uniqueKeysWithValues: lines.filter { !$0.hasPrefix(" ") }.enumerated().map { (String($0.element), $0.offset) })
  private static let messages = parse()

  private static func parse() -> [Message] {
    var messages: [Message] = []
    for line in lines {
      if !line.hasPrefix(" ") {
        messages.append(Message(name: String(line), fields: []))
      } else if let colon = line.firstIndex(of: ":") {
        let type = fieldType(line[line.index(colon, offsetBy: 2)...])
        messages[messages.count - 1].fields += line[..<colon].split(separator: " ").map { (String($0), type) }
      }
    }
    return messages
  }

  private static func fieldType(_ text: Substring) -> FieldType {
    switch text {
    case "string": return .string
    case "bool": return .bool
    case "int": return .int
    case "number": return .number
    case "any": return .any
    case _ where text.hasPrefix("["): return .list(fieldType(text.dropFirst().dropLast()))
    case _ where text.hasPrefix("{"): return .map(fieldType(text.dropFirst().dropLast()))
    case _ where text.contains("|"): return .oneOf(text.split(separator: "|").map(String.init))
    default:
      guard let index = indexes[String(text)] else {
        preconditionFailure("the schema names a message '\(text)' that it does not define")
      }
      return .message(index)
    }
  }
}
