import Diagnostics
import YAMLTree

/// The configuration in force, with who says each value.
package struct ConfigurationListing {
  /// One value that is no object.
  package struct Setting: Encodable, Sendable {
    /// The keys that lead to it, such as `output.fail-on`.
    package var name: String
    package var value: [String]
    /// `file`, `flag` or `default`.
    package var source: String
    /// `FILE:LINE:COLUMN`, or the flag; empty for a default.
    package var place: String
  }

  private let document: ConfigurationDocument
  private let shape: ConfigurationShape

  package init(_ document: ConfigurationDocument, _ format: ConfigurationFormat) {
    self.document = document
    shape = format.root
  }

  /// Every value, in the order of the format.
  package var settings: [Setting] {
    var found: [Setting] = []
    visit(document.root, as: shape, []) { path, value, standard in
      let (source, place) = value.map { origin($0) } ?? ("default", "")
      found.append(
        Setting(
          name: path.joined(separator: "."), value: value.map(texts) ?? [standard], source: source, place: place))
    }
    return found
  }

  /// The configuration as YAML. A comment behind each value says where it comes from.
  package var yaml: String {
    var text = ""
    var open: [String] = []
    visit(document.root, as: shape, []) { path, value, standard in
      let shared = zip(open, path.dropLast()).prefix { $0 == $1 }.count
      for (depth, key) in path.dropLast().enumerated().dropFirst(shared) {
        text += String(repeating: "  ", count: depth) + "\(yamlScalar(key)):\n"
      }
      open = path.dropLast()
      let indent = String(repeating: "  ", count: path.count - 1)
      let key = "\(indent)\(yamlScalar(path.last ?? "")):"
      guard let value else { return text += "\(key) \(standard)  # default\n" }
      guard !value.items.isEmpty else { return text += "\(key) \(yamlValue(value))  # \(comment(value))\n" }
      text += key + "\n"
      for item in value.items { text += "\(indent)  - \(yamlValue(item))  # \(comment(item))\n" }
    }
    return text
  }

  /// Calls `body` with each value that is no object, and with each default.
  private func visit(
    _ value: ConfigurationValue, as shape: ConfigurationShape, _ path: [String],
    _ body: ([String], ConfigurationValue?, _ standard: String) -> Void
  ) {
    switch shape {
    case .object(let fields):
      for field in fields {
        let path = path + [field.key]
        if let written = value[field.key] {
          visit(written, as: field.shape, path, body)
        } else if let standard = field.standard {
          body(path, nil, standard)
        } else if case .object = field.shape {
          visit(ConfigurationValue(.fields([]), from: value.origin), as: field.shape, path, body)
        }
      }
    case .map(_, let values):
      for field in value.fields { visit(field.value, as: values, path + [field.key], body) }
    default: body(path, value, "")
    }
  }

  private func origin(_ value: ConfigurationValue) -> (source: String, place: String) {
    switch value.origin {
    case .file(let span): ("file", "\(document.files.path(of: span)):\(span.start.line):\(span.start.column)")
    case .flag(let name): ("flag", name)
    }
  }

  private func comment(_ value: ConfigurationValue) -> String { origin(value).place }

  private func texts(_ value: ConfigurationValue) -> [String] {
    if case .list(let items) = value.content { return items.map(yamlValue) }
    return [value.text ?? yamlValue(value)]
  }
}

/// A value on one line.
private func yamlValue(_ value: ConfigurationValue) -> String {
  switch value.content {
  case .text(let text): yamlScalar(text)
  case .boolean(let value): "\(value)"
  case .integer(let number): "\(number)"
  case .list(let items): "[" + items.map(yamlValue).joined(separator: ", ") + "]"
  case .fields(let fields):
    "{" + fields.map { "\(yamlScalar($0.key)): \(yamlValue($0.value))" }.joined(separator: ", ") + "}"
  case .node(let value): yamlValue(value.node)
  }
}

private func yamlValue(_ node: YAMLNode) -> String {
  switch node.kind {
  case .mapping:
    "{" + node.pairs.map { "\(yamlValue($0.key)): \(yamlValue($0.value))" }.joined(separator: ", ") + "}"
  case .sequence: "[" + node.items.map(yamlValue).joined(separator: ", ") + "]"
  case .scalar, .alias:
    node.isNull ? "null" : node.scalarType == .string ? yamlScalar(node.string ?? "") : node.string ?? ""
  }
}

/// A text as YAML: in quotes, unless it is a plain word.
func yamlScalar(_ text: String) -> String {
  let isPlain =
    text.first.map { $0.isASCII && $0.isLetter || $0 == "." || $0 == "/" } == true
    && text.unicodeScalars.allSatisfy {
      $0.isASCII
        && ($0.properties.isAlphabetic || $0.properties.numericType != nil || "-_./".unicodeScalars.contains($0))
    } && !["true", "false", "yes", "no", "on", "off", "y", "n", "null", "."].contains(text.lowercased())
  if isPlain { return text }
  let escaped = text.unicodeScalars.map { scalar in
    switch scalar {
    case "\"", "\\": "\\\(scalar)"
    case _ where scalar.properties.generalCategory == .control:
      "\\x" + String(repeating: "0", count: scalar.value < 16 ? 1 : 0) + String(scalar.value, radix: 16)
    default: "\(scalar)"
    }
  }
  return "\"\(escaped.joined())\""
}
