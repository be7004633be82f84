import Testing
import YAMLTree

@testable import StructuralSchema

@Suite("Schemas of CustomResourceDefinitions")
struct DefinitionTests {
  /// What is wrong with an object by a schema, both in YAML.
  private func problems(_ object: String, by schema: String) throws -> [String] {
    let definition = try #require(tree(schema).documents.first)
    let compiled = Schema(kind: "Thing", openAPIV3Schema: definition, checksStatus: true)
    // Less than usual, as tests are built without optimization.
    var checker = SchemaChecker(compiled, effort: SchemaChecker.effortLimit / 10)
    checker.check(try #require(tree(object).documents.first))
    return checker.issues.map { "\($0.node.line):\($0.node.column) \($0.problem)" }
  }

  private func tree(_ text: String) throws -> YAMLTree {
    let source = YAMLSource(Array(text.utf8))
    return try #require(source.pieces(ofAbout: .max).first.map { source.parse($0) }?.trees.first)
  }

  /// A schema whose `spec` has the field `f`.
  private func schema(_ field: String, required: String = "") -> String {
    "{type: object, properties: {spec: {type: object, required: [\(required)], properties: {f: \(field)}}}}"
  }

  @Test(
    "A value does not fit",
    arguments: [
      ("{type: string}", "1", "f wants a string, but this is a number"),
      ("{type: string}", "[a]", "f wants a string, but this is a list"),
      ("{type: integer}", "1.5", "f wants a whole number, but this is a number"),
      ("{type: integer, format: int32}", "3000000000", "f wants a number of 32 bits, but this is 3000000000"),
      ("{type: boolean}", "\"true\"", "f wants true or false, but this is a string"),
      ("{type: array, items: {type: string}}", "[a, null]", "f wants a string, but this is nothing"),
      (
        "{type: object, additionalProperties: {type: integer}}", "{a: b}",
        "a wants a whole number, but this is a string"
      ),
      ("{x-kubernetes-int-or-string: true}", "1.5", "f wants a whole number or a string, but this is a number"),
      ("{type: string, enum: [A, B]}", "C", "unknown value \"C\" for f, which is one of A, B"),
      ("{type: integer, enum: [1, 2]}", "3", "unknown value \"3\" for f, which is one of 1, 2"),
      ("{type: string, pattern: '^a+$'}", "b", "f: \"b\" does not match ^a+$"),
      ("{type: string, maxLength: 1}", "bb", "f: it has 2 of at most 1 character"),
      ("{type: string, format: date-time}", "today", "f: \"today\" is no time such as 2026-01-31T12:00:00Z"),
      ("{type: string, format: byte}", "a_b", "f: \"a_b\" is no text in base64"),
      ("{type: string, format: ipv4}", "::1", "f: \"::1\" is no IPv4 address"),
      ("{type: string, format: uuid}", "1-2", "f: \"1-2\" is no UUID"),
      ("{type: integer, minimum: 1}", "0", "f: 0 is not at least 1"),
      ("{type: number, maximum: 1, exclusiveMaximum: true}", "1.0", "f: 1.0 is not less than 1"),
      ("{type: integer, multipleOf: 5}", "7", "f: 7 is no multiple of 5"),
      ("{type: array, minItems: 2, items: {type: string}}", "[a]", "f: it has 1 of at least 2 items"),
      (
        "{type: object, maxProperties: 1, additionalProperties: {type: string}}", "{a: x, b: z}",
        "f: it has 2 of at most 1 entry"
      ),
      (
        "{type: array, x-kubernetes-list-type: set, items: {type: string}}", "[a, a]",
        "f: another item is the same"
      ),
      ("{type: object}", "{a: 1}", "unknown field \"a\" in spec.f"),
      (
        "{type: array, items: {type: object, properties: {a: {type: string}}}}", "[{b: 1}]",
        "unknown field \"b\" in spec.f[]"
      ),
      (
        "{type: array, items: {type: object, required: [a], properties: {a: {type: string}}}}", "[{}]",
        "spec.f[] needs a"
      ),
      (
        "{type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}", "{kind: A}",
        "spec.f needs apiVersion"
      ),
      (
        "{type: object, x-kubernetes-preserve-unknown-fields: true, properties: {a: {type: string}}}", "{a: 1, b: 1}",
        "a wants a string, but this is a number"
      ),
      ("{type: string, not: {enum: [a]}}", "a", "f: it is just what is excluded"),
      (
        "{type: integer, anyOf: [{maximum: 1}, {minimum: 9}]}", "5",
        "f: it fits none of the alternatives (f: 5 is not at most 1; f: 5 is not at least 9)"
      ),
      ("{type: integer, allOf: [{minimum: 1}, {maximum: 2}]}", "5", "f: 5 is not at most 2"),
      (
        "{type: integer, oneOf: [{minimum: 1}, {minimum: 2}]}", "5",
        "f: it fits 2 of 2 alternatives, of which it must fit exactly one"
      ),
    ] as [(String, String, String)])
  func doesNotFit(field: String, value: String, problem: String) throws {
    let found = try problems("spec:\n  f: \(value)", by: schema(field))
    #expect(found.map { $0.drop { $0 != " " }.dropFirst() } == [problem[...]])
  }

  @Test(
    "A value fits",
    arguments: [
      ("{type: integer}", "2.0"), ("{type: number}", "1"), ("{type: string, nullable: true}", "null"),
      ("{type: string}", "null"), ("{type: string, format: date-time}", "2026-01-31T12:00:00+01:00"),
      ("{type: string, format: unheard-of}", "x"), ("{type: string, pattern: '('}", "x"),
      ("{x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}", "80%"),
      ("{type: array, items: {type: string, nullable: true}}", "[null]"),
      ("{type: object, additionalProperties: {type: string}}", "{a: null}"),
      ("{type: object, additionalProperties: true}", "{a: {b: 1}}"),
      ("{x-kubernetes-preserve-unknown-fields: true}", "[1]"),
      ("{type: object, minProperties: 1, properties: {a: {type: string, default: x}}}", "{}"),
      ("{type: object, required: [a], properties: {a: {type: string, default: x}}}", "{}"),
      ("{type: object, anyOf: [{required: [a]}], properties: {a: {type: string, default: x}}}", "{}"),
      ("{type: object, not: {properties: {a: {enum: [y]}}}, properties: {a: {type: string, default: x}}}", "{}"),
      ("{type: object, properties: {a: {type: string}}}", "{b: null}"),
    ] as [(String, String)])
  func fits(field: String, value: String) throws {
    #expect(try problems("spec:\n  f: \(value)", by: schema(field)) == [])
  }

  @Test(
    "Fields exclude each other",
    arguments: [
      ("oneOf: [{required: [a]}, {required: [b]}]", "{}", "1:7 spec: exactly one of a, b must be set"),
      ("oneOf: [{required: [a]}, {required: [b]}]", "{a: 1, b: 1}", "1:14 spec: only one of a, b can be set"),
      (
        "oneOf: [{not: {anyOf: [{required: [a]}, {required: [b]}]}}, {required: [a]}, {required: [b]}]",
        "{a: 1, b: 1}", "1:14 spec: only one of a, b can be set"
      ),
      ("oneOf: [{not: {anyOf: [{required: [a]}, {required: [b]}]}}, {required: [a]}, {required: [b]}]", "{}", ""),
      ("anyOf: [{required: [a]}, {required: [b]}]", "{c: 1}", "1:7 spec: at least one of a, b must be set"),
      ("not: {required: [a]}", "{a: 1}", "1:8 spec: a cannot be set"),
      ("not: {required: [a, b]}", "{a: 1, b: 1}", "1:7 spec: it is just what is excluded"),
      ("not: {required: [a, b]}", "{a: 1}", ""),
      ("required: [a, b]", "{a: null, b: 1}", "1:7 spec needs a"),
    ] as [(String, String, String)])
  func exclude(rule: String, object: String, problem: String) throws {
    let fields = "properties: {a: {type: integer}, b: {type: integer}, c: {type: integer}}"
    let found = try problems(
      "spec: \(object)", by: "{type: object, properties: {spec: {type: object, \(rule), \(fields)}}}")
    #expect(found == (problem.isEmpty ? [] : [problem]))
  }

  @Test("Nothing is checked without a schema")
  func withoutSchema() {
    let compiled = Schema(kind: "Thing", openAPIV3Schema: nil, checksStatus: true)
    #expect(compiled.nodes[compiled.root].isOpen)
  }

  @Test("Parts that all find the same do not find it without end")
  func isBoundedWhereAllMustFit() throws {
    var field = "{type: string}"
    for _ in 0..<13 { field = "{allOf: [\(field), \(field)]}" }
    #expect(try (1..<8192).contains(problems("spec: {f: 5}", by: schema(field)).count))
  }

  @Test("A hostile definition neither crashes nor hangs")
  func isBounded() throws {
    let many = (0..<66_000).map { "f\($0): {type: string}" }.joined(separator: ", ")
    #expect(try problems("spec: {x: 1}", by: "{properties: {spec: {type: object, properties: {\(many)}}}}") == [])
    let values = (0..<5_000).map { "v\($0)" }.joined(separator: ", ")
    let items = (0..<5_000).map { "v\($0)" }.joined(separator: ", ")
    #expect(
      try problems("spec:\n  f: [\(items)]", by: schema("{type: array, items: {type: string, enum: [\(values)]}}"))
        == [])
    let alternatives = (0..<1000).map { "{maximum: -\($0)}" }.joined(separator: ", ")
    let numbers = (0..<5_000).map(String.init).joined(separator: ", ")
    _ = try problems(
      "spec:\n  f: [\(numbers)]", by: schema("{type: array, items: {type: integer, oneOf: [\(alternatives)]}}"))
    let unknown = (0..<5_000).map { "x\($0): 1" }.joined(separator: ", ")
    let known = (0..<5_000).map { "f\($0): {type: string}" }.joined(separator: ", ")
    #expect(
      try problems("spec: {\(unknown)}", by: "{properties: {spec: {type: object, properties: {\(known)}}}}").count
        == 5_000)
    let bombs = (0..<200).map { "f\($0): {type: string, pattern: '((a{0,30}){0,30})+b'}" }.joined(separator: ", ")
    let texts = (0..<200).map { "f\($0): \(String(repeating: "a", count: 200))" }.joined(separator: ", ")
    _ = try problems("spec: {\(texts)}", by: "{properties: {spec: {type: object, properties: {\(bombs)}}}}")
    let deep =
      String(repeating: "{type: object, properties: {a: ", count: 100) + "{}" + String(repeating: "}}", count: 100)
    _ = try problems(String(repeating: "{a: ", count: 200) + "1" + String(repeating: "}", count: 200), by: deep)
  }
}
