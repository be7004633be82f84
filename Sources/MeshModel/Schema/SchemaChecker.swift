import Diagnostics
import YAMLTree

/// Compares an object with its ``Schema`` and notes what does not fit, each at the scalar that is wrong.
struct SchemaChecker {
  let object: ResourceReference
  private(set) var issues: [ResourceIssue] = []

  init(object: ResourceReference) { self.object = object }

  mutating func check(_ root: ManifestNode, against schema: Schema) {
    check(root, message: schema.root)
  }

  private mutating func check(_ node: ManifestNode, message: Schema.Message) {
    node.forEachPair { key, value in
      if let field = message.fields.first(where: { key.node.equals($0.name) }) {
        check(value, type: field.type, field: field.name)
      } else if let name = key.node.string {
        let expected = message.fields.map(\.name)
        note(
          .unknownField(
            name: name, message: message.name, suggestion: closest(to: name, of: expected), expected: expected),
          at: key.span)
      }
    }
  }

  private mutating func check(_ value: ManifestNode, type: Schema.FieldType, field: String) {
    let node = value.node
    guard !node.isNull else { return }
    switch type {
    case .any: break
    case .string where node.scalarType == .string: break
    case .string: noteType(value, field, "a string")
    case .bool: if node.bool == nil { noteType(value, field, "true or false") }
    case .int: if value.int == nil { noteType(value, field, "a whole number") }
    case .number: if node.string.flatMap({ Double($0) }) == nil { noteType(value, field, "a number") }
    case .oneOf(let values):
      guard let text = node.string else { return noteType(value, field, "one of \(values.joined(separator: ", "))") }
      guard !values.contains(text) else { return }
      note(
        .unknownEnumValue(value: text, field: field, suggestion: closest(to: text, of: values), expected: values),
        at: value.span)
    case .list(let element):
      guard node.isSequence else { return noteType(value, field, "a list") }
      value.forEachItem { check($0, type: element, field: field) }
    case .map(let element):
      guard node.isMapping else { return noteType(value, field, "a mapping") }
      value.forEachPair { _, item in check(item, type: element, field: field) }
    case .message(let index):
      guard node.isMapping else { return noteType(value, field, "a mapping") }
      check(value, message: Schema.message(index))
    }
  }

  private mutating func noteType(_ value: ManifestNode, _ field: String, _ expected: String) {
    let found =
      switch value.node.scalarType {
      case nil: value.node.isSequence ? "a list" : "a mapping"
      case .bool?: "true or false"
      case .integer?, .float?: "a number"
      case .string?, .null?: "a string"
      }
    note(.wrongType(field: field, expected: expected, found: found), at: value.span)
  }

  private mutating func note(_ problem: ResourceIssue.Problem, at span: SourceSpan) {
    issues.append(ResourceIssue(problem: problem, span: span, object: object))
  }
}
