import Foundation

/// Compares documents with a JSON Schema, as far as the schemas of this program go, and notes which properties it met.
struct SchemaValidator {
  private let schema: [String: Any]
  private(set) var problems: [String] = []
  /// The properties that documents had, by the place of their schema.
  private(set) var met: Set<String> = []

  private static let keywords: Set<String> = [
    "$schema", "$id", "$defs", "$ref", "title", "description", "format", "type", "properties", "required",
    "additionalProperties", "items", "enum", "const", "pattern", "minimum", "maximum", "anyOf",
  ]

  init(text: String) throws {
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
    guard let schema = object as? [String: Any] else { throw CocoaError(.coderReadCorrupt) }
    self.schema = schema
  }

  /// The properties that the schema has.
  var properties: Set<String> { Self.properties(of: schema, at: "#") }

  private static func properties(of schema: [String: Any], at place: String) -> Set<String> {
    var found: Set<String> = []
    for (name, property) in schema["properties"] as? [String: [String: Any]] ?? [:] {
      found.insert("\(place)/\(name)")
      found.formUnion(properties(of: property, at: "\(place)/\(name)"))
    }
    if let items = schema["items"] as? [String: Any] { found.formUnion(properties(of: items, at: "\(place)/items")) }
    for (name, definition) in schema["$defs"] as? [String: [String: Any]] ?? [:] {
      found.formUnion(properties(of: definition, at: "#/$defs/\(name)"))
    }
    return found
  }

  mutating func check(_ text: String) throws {
    check(try JSONSerialization.jsonObject(with: Data(text.utf8)), against: schema, at: "#", "")
  }

  /// `place`: Of the schema. `path`: Of the value.
  private mutating func check(_ value: Any, against schema: [String: Any], at place: String, _ path: String) {
    for keyword in schema.keys where !Self.keywords.contains(keyword) {
      problems.append("\(place): the keyword \(keyword) is not checked")
    }
    if let reference = schema["$ref"] as? String {
      let name = String(reference.dropFirst("#/$defs/".count))
      let definition = (self.schema["$defs"] as? [String: [String: Any]])?[name]
      if let definition { check(value, against: definition, at: reference, path) } else { problems.append(reference) }
    }
    if let options = schema["anyOf"] as? [[String: Any]] {
      let attempts = options.map { option in
        var attempt = self
        attempt.problems = []
        attempt.check(value, against: option, at: place, path)
        return attempt
      }
      if let fit = attempts.first(where: \.problems.isEmpty) {
        met = fit.met
      } else {
        problems.append("\(path): anyOf")
      }
    }
    let types = schema["type"].map { ($0 as? [String]) ?? [$0 as? String ?? ""] }
    if let types, !types.contains(where: { Self.is(value, $0) }) { problems.append("\(path): is no \(types)") }
    if let constant = schema["const"] as? String, value as? String != constant { problems.append("\(path): const") }
    if let options = schema["enum"] as? [Any], !options.contains(where: { ($0 as? NSObject) == value as? NSObject }) {
      problems.append("\(path): \(value) is none of \(options)")
    }
    if let text = value as? String, let pattern = schema["pattern"] as? String,
      text.range(of: pattern, options: .regularExpression) == nil
    {
      problems.append("\(path): \(text) is not \(pattern)")
    }
    if Self.is(value, "integer"), let number = value as? Int {
      if let minimum = schema["minimum"] as? Int, number < minimum { problems.append("\(path): below \(minimum)") }
      if let maximum = schema["maximum"] as? Int, number > maximum { problems.append("\(path): above \(maximum)") }
    }
    if let object = value as? [String: Any] { check(object, against: schema, at: place, path) }
    if let array = value as? [Any], let items = schema["items"] as? [String: Any] {
      for (index, item) in array.enumerated() {
        check(item, against: items, at: "\(place)/items", "\(path)/\(index)")
      }
    }
  }

  private mutating func check(
    _ object: [String: Any], against schema: [String: Any], at place: String, _ path: String
  ) {
    let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
    for key in schema["required"] as? [String] ?? [] where object[key] == nil { problems.append("\(path): no \(key)") }
    for (key, value) in object {
      if let property = properties[key] {
        met.insert("\(place)/\(key)")
        check(value, against: property, at: "\(place)/\(key)", "\(path)/\(key)")
      } else if schema["additionalProperties"] as? Bool == false {
        problems.append("\(path): the schema has no \(key)")
      }
    }
  }

  private static func `is`(_ value: Any, _ type: String) -> Bool {
    // Foundation reads `true` as a number too.
    let isBoolean = (value as? NSNumber).map { String(cString: $0.objCType) == "c" } ?? false
    return switch type {
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    case "null": value is NSNull
    case "boolean": isBoolean
    case "integer": !isBoolean && value is Int
    default: false
    }
  }
}
