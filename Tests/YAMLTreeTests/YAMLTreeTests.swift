import Testing
import YAMLTree

@Suite struct `A YAML tree` {
  @Test func `keeps places as one-based lines and columns of scalars`() throws {
    let tree = try YAMLTree.parse("a:\n  b: [x, yé, z]\n")
    let item = try #require(tree.documents.first?["a"]?["b"]?.items.last)
    #expect([item.line, item.column, item.endLine, item.endColumn] == [2, 14, 2, 15])
  }

  @Test(arguments: [("a\r\nb: 1", "crlf"), ("x: 1\r\nb: {y: 2}\r\n", "crlf mapping")])
  func `counts lines that end in CRLF`(text: String, name: String) throws {
    let tree = try? YAMLTree.parse(text)
    guard name == "crlf mapping" else { return #expect(tree == nil) }
    #expect(tree?.documents.first?["b"]?["y"]?.line == 2)
  }

  @Test(arguments: ["[", "{a: ", "- ", "? "]) func `refuses nesting beyond the limit`(opening: String) {
    let text = String(repeating: opening, count: 25_000)
    let error = #expect(throws: YAMLError.self) { try YAMLTree.parse(text) }
    #expect(error?.reason == .tooDeep(limit: YAMLTree.maximumDepth))
  }

  @Test(arguments: [("a: b: c", 1, 5), ("- x\n- 'y", 2, 3), ("a: 1\n b: 2\n", 2, 3), ("a: @x", 1, 4)])
  func `places a syntax error`(text: String, line: Int, column: Int) {
    let error = #expect(throws: YAMLError.self) { try YAMLTree.parse(text) }
    #expect(error.map { [$0.line, $0.column] } == [line, column])
  }

  @Test(
    arguments: [
      ("a:\n  b: |\n    x\n", 4), ("a:\n  b: |-\n   x\n     y\n", 3), ("é: ü\na:\n  b: |\n\n    \n      x\n", 6),
      ("a:\r\n  b: |\r\n        x\r\n", 8), ("a:\n  b: |2 # why\n        x\n", 4), ("a:\n  b: &x !!str |\n     x", 5),
      ("z: |\n  # ü\na:\n  b: |\n       x\n", 7), ("a: {b: \"x\\ny\"}", nil), ("a:\n  b: >\n    x\n", nil),
      ("a:\n  b: |\n", 0),
    ] as [(String, Int?)]) func `knows how far a literal block is indented`(text: String, indentation: Int?) throws
  {
    let node = try #require(try YAMLTree.parse(text).documents.first?["a"]?["b"])
    #expect(node.blockIndentation == indentation)
  }

  @Test func `follows aliases and merges`() throws {
    let text = """
      base: &base {mode: STRICT, port: 1}
      one: *base
      two: {<<: *base, port: 2}
      three: {<<: [{port: 3}, *base]}
      """
    let root = try #require(try YAMLTree.parse(text).documents.first)
    #expect(root["one"]?["mode"]?.string == "STRICT")
    #expect(root["two"]?.pairs.map(\.key.string) == ["port", "mode"])
    #expect([root["two"]?["port"]?.int, root["three"]?["port"]?.int] == [2, 3])
    #expect(root["two"]?["mode"]?.line == 1)
  }

  @Test func `bounds what aliases expand to`() {
    let levels = (1...12).map {
      "a\($0): &a\($0) [\(Array(repeating: "*a\($0 - 1)", count: 10).joined(separator: ", "))]"
    }
    let error = #expect(throws: YAMLError.self) {
      try YAMLTree.parse((["a0: &a0 x"] + levels).joined(separator: "\n"))
    }
    #expect(error?.reason == .tooManyNodes(limit: YAMLTree.maximumExpandedNodes))
  }

  @Test(arguments: [("a: *b", YAMLError.Reason.unknownAlias("b")), ("a: &a [*a]", .recursiveAlias("a"))])
  func `refuses aliases that name nothing or themselves`(text: String, reason: YAMLError.Reason) {
    let error = #expect(throws: YAMLError.self) { try YAMLTree.parse(text) }
    #expect(error?.reason == reason)
  }

  @Test(arguments: [4, 40]) func `finds keys that stand twice and keeps the last`(size: Int) throws {
    let keys = (0..<size).map { "k\($0): \($0)" } + ["k1: last", "k\(size - 1): end"]
    let tree = try YAMLTree.parse(keys.joined(separator: "\n"))
    #expect(tree.duplicateKeys.map { [$0.first.line, $0.second.line] } == [[2, size + 1], [size, size + 2]])
    #expect(tree.documents.first?["k1"]?.string == "last")
  }

  @Test(arguments: [
    ("yes", YAMLNode.ScalarType.bool), ("~", .null), ("", .null), ("0x1F", .integer), ("017", .integer),
    ("1_000", .integer),
    ("1.5", .float), (".inf", .float), ("1.2.3", .string), ("'1'", .string), ("STRICT", .string), ("-x", .string),
    ("!!str 5", .string), ("1e3", .float), ("+", .string), ("nothing", .string),
  ]) func `reads scalars as YAML 1.1 does`(text: String, type: YAMLNode.ScalarType) throws {
    let value = try #require(try YAMLTree.parse("v: \(text)\n").documents.first?["v"])
    #expect(value.scalarType == type)
  }

  @Test(arguments: [("017", 15), ("0x1F", 31), ("-12", -12), ("123456789012", 123_456_789_012), ("0", 0)])
  func `reads integers as YAML 1.1 does`(text: String, number: Int) throws {
    #expect(try YAMLTree.parse(text).documents.first?.int == number)
  }
}
