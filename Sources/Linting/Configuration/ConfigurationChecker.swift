package import Diagnostics
import YAMLTree

/// Something wrong with a configuration file.
package struct ConfigurationProblem: Hashable, Comparable, Sendable, CustomStringConvertible {
  package var path: String
  /// Nil for the file as a whole.
  package var position: SourcePosition?
  package var message: String

  package var description: String {
    position.map { "\(path):\($0.line):\($0.column): \(message)" } ?? "\(path): \(message)"
  }

  package static func < (lhs: Self, rhs: Self) -> Bool {
    let start = SourcePosition(line: 0, column: 0)
    return (lhs.path, lhs.position ?? start, lhs.message) < (rhs.path, rhs.position ?? start, rhs.message)
  }
}

/// A configuration that cannot be used, and everything that is wrong with it.
package struct InvalidConfiguration: Error, Sendable {
  package var problems: [ConfigurationProblem]

  package init(problems: [ConfigurationProblem]) { self.problems = problems }
}

/// Compares a file with the ``ConfigurationFormat`` and takes over what is right. Everything wrong becomes a problem.
struct ConfigurationChecker {
  let file: FileID
  let path: String
  /// Makes of a path in the file one that can be opened.
  let located: (String) -> String
  private(set) var problems: [ConfigurationProblem] = []

  init(file: FileID, path: String, located: @escaping (String) -> String) {
    self.file = file
    self.path = path
    self.located = located
  }

  /// Nil where the value is not of the shape, or is null, as a key without anything behind it.
  ///
  /// `name`: How messages call the value; empty for the file as a whole.
  mutating func value(_ node: YAMLNode, as shape: ConfigurationShape, _ name: String) -> ConfigurationValue? {
    guard !node.isNull else { return nil }
    let content: ConfigurationValue.Content? =
      switch shape {
      case .text(let kind): text(node, kind, name).map { .text($0) }
      case .boolean: node.bool.map { .boolean($0) } ?? refuse(node, name, "true or false")
      case .integer(let range): integer(node, range, name)
      case .list(let item, let acceptsOne): list(node, of: item, acceptsOne: acceptsOne, name)
      case .map(let keys, let values): map(node, keys, values, name)
      case .object(let fields): object(node, fields, isOpen: false, name)
      case .resource(let forms): resource(node, forms, name)
      case .anything: .node(.init(node: node))
      }
    return content.map { ConfigurationValue($0, from: .file(SourceSpan(node, in: file))) }
  }

  // MARK: Scalars

  private mutating func text(_ node: YAMLNode, _ kind: ConfigurationText, _ name: String) -> String? {
    guard let text = node.string, node.scalarType == .string || kind.isMeant(by: text) else {
      report(node, wrongType(node, name, "a text") + (node.isScalar ? "; put it in quotes" : ""))
      return nil
    }
    if let problem = kind.problem(with: text) {
      report(node, name.isEmpty ? problem : "\(name): \(problem)")
      return nil
    }
    return kind.locating(text, by: located)
  }

  private mutating func integer(
    _ node: YAMLNode, _ range: ClosedRange<Int>, _ name: String
  ) -> ConfigurationValue.Content? {
    guard let number = node.int else { return refuse(node, name, "a whole number") }
    if range.contains(number) { return .integer(number) }
    let expected = range.count == 1 ? "\(range.lowerBound)" : "a number from \(range.lowerBound) to \(range.upperBound)"
    report(node, "\(name) is \(expected), not \(number)")
    return nil
  }

  // MARK: Collections

  private mutating func list(
    _ node: YAMLNode, of item: ConfigurationShape, acceptsOne: Bool, _ name: String
  ) -> ConfigurationValue.Content? {
    if acceptsOne, node.isScalar { return value(node, as: item, name).map { .list([$0]) } }
    guard node.isSequence else { return refuse(node, name, acceptsOne ? "a text or a list" : "a list") }
    return .list(node.items.compactMap { value($0, as: item, name) })
  }

  private mutating func map(
    _ node: YAMLNode, _ keys: ConfigurationText, _ values: ConfigurationShape, _ name: String
  ) -> ConfigurationValue.Content? {
    guard node.isMapping else { return refuse(node, name, "an object") }
    var fields: [ConfigurationValue.Field] = []
    for (key, item) in node.pairs {
      guard let text = text(key, keys, name) else { continue }
      if item.isNull, case .object = values {
        fields.append(.init(text, ConfigurationValue(.fields([]), from: .file(SourceSpan(key, in: file)))))
      } else if let value = value(item, as: values, "\(name).\(text)") {
        fields.append(.init(text, value))
      }
    }
    return .fields(fields)
  }

  private mutating func object(
    _ node: YAMLNode, _ known: [ConfigurationField], isOpen: Bool, _ name: String
  ) -> ConfigurationValue.Content? {
    guard node.isMapping else { return refuse(node, name, "an object") }
    var fields: [ConfigurationValue.Field] = []
    for (key, item) in node.pairs {
      guard let field = known.first(where: { key.equals($0.key) }) else {
        if !isOpen { reportUnknown(key, of: known.map(\.key), name) }
        continue
      }
      let path = name.isEmpty ? field.key : "\(name).\(field.key)"
      if let value = value(item, as: field.shape, path) { fields.append(.init(field.key, value)) }
    }
    for field in known where field.isRequired && !node.pairs.contains(where: { $0.key.equals(field.key) }) {
      report(node, "\(name) needs '\(field.key)'")
    }
    return .fields(fields)
  }

  private mutating func resource(
    _ node: YAMLNode, _ forms: [ConfigurationShape.ResourceForm], _ name: String
  ) -> ConfigurationValue.Content? {
    guard node.isMapping else { return refuse(node, name, "an object") }
    let marks = forms.compactMap { form in form.fields.first { $0.isRequired }?.key }
    guard let form = zip(forms, marks).first(where: { _, mark in node.pairs.contains { $0.key.equals(mark) } })?.0
    else {
      report(node, "\(name) needs one of \(marks.joined(separator: ", "))")
      return nil
    }
    let count = problems.count
    _ = object(node, form.fields, isOpen: form.isOpen, name)
    return problems.count == count ? .node(.init(node: node)) : nil
  }

  // MARK: Messages

  private mutating func refuse(_ node: YAMLNode, _ name: String, _ expected: String) -> ConfigurationValue.Content? {
    report(node, wrongType(node, name, expected))
    return nil
  }

  private func wrongType(_ node: YAMLNode, _ name: String, _ expected: String) -> String {
    let found =
      switch node.scalarType {
      case .string: "a text"
      case .bool: "a boolean"
      case .integer, .float: "a number"
      case .null: "nothing"
      case nil: node.isSequence ? "a list" : "an object"
      }
    return "\(name.isEmpty ? "the configuration" : name) wants \(expected), but this is \(found)"
  }

  private mutating func reportUnknown(_ key: YAMLNode, of known: [String], _ name: String) {
    let written = key.string ?? "…"
    let near = closest(to: written, of: known)
    report(
      key,
      "unknown key '\(written)'\(name.isEmpty ? "" : " in \(name)")"
        + (near == nil ? "; expected \(known.joined(separator: ", "))" : didYouMean(near)))
  }

  mutating func report(_ node: YAMLNode, _ message: String) {
    report(SourcePosition(line: node.line, column: node.column), message)
  }

  mutating func report(_ position: SourcePosition?, _ message: String) {
    problems.append(ConfigurationProblem(path: path, position: position, message: message))
  }
}
