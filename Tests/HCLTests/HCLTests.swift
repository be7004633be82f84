import HCL
import Testing

struct HCLTests {
  /// What a text holds, written in one form.
  private func outline(_ text: String) -> String {
    do throws(HCLError) {
      return outline(try HCLNode.parse(text))
    } catch {
      return "\(error.position.line):\(error.position.column) \(error.message)"
    }
  }

  private func outline(_ node: HCLNode) -> String {
    switch node.value {
    case .literal(let text): text
    case .null: "null"
    case .list(let items): "[" + items.map(outline).joined(separator: " ") + "]"
    case .object(let items): "{" + items.map { "\($0.key):\(outline($0.value))" }.joined(separator: " ") + "}"
    }
  }

  private func place(_ position: HCLPosition) -> [Int] { [position.line, position.column] }

  @Test(arguments: [
    ("a = 1\nb = \"x\"\nc = true", "{a:1 b:x c:true}"),
    ("server {\n  port = \"8081\" # why\n}\n", "{server:{port:8081}}"),
    ("plugins { KeyManager \"disk\" { plugin_data { } } }", "{plugins:{KeyManager:{disk:{plugin_data:{}}}}}"),
    ("a \"b\" c {}", "{a:{b:{c:{}}}}"),
    ("a {},\nb = 1,\nc = 2", "{a:{} b:1 c:2}"),
    ("s = {\n country = [\"US\"],\n name = \"\",\n}", "{s:{country:[US] name:}}"),
    ("a = [1, \"x\", true, [2], {b = 3},]", "{a:[1 x true [2] {b:3}]}"),
    ("/* one\ntwo */ a = 1 // three", "{a:1}"),
    ("a = <<EOF\none\n  two\nEOF\nb = 1", "{a:one\n  two\n b:1}"),
    ("a = <<-END\n  one\n  END\n", "{a:  one\n}"),
    ("a = \"${env(\"X\")}y\"", "{a:${env(\"X\")}y}"),
    ("a = \"tab\\tquote\\\" \\u00e9\"", "{a:tab\tquote\" é}"),
    ("a = -1.5e3\nb = 0x1F", "{a:-1.5e3 b:0x1F}"),
    ("a-b.c = 1", "{a-b.c:1}"),
    ("", "{}"),
    (" \n{\"a\": [{\"b\": null}], \"c\": 1.5, \"d\": false}", "{a:[{b:null}] c:1.5 d:false}"),
    ("{\"a\": {\"b\": [\"x\",\n\"y\"]}}\n", "{a:{b:[x y]}}"),
  ]) func `values are read as readers of HCL 1 take them`(text: String, expected: String) {
    #expect(outline(text) == expected)
  }

  @Test(arguments: [
    ("server {\n  port = 8081\n", "3:1 the end of the text stands where a name should"),
    ("a = ttl", "1:5 ttl needs quotation marks"),
    ("ttl = 5m", "1:7 5m is no number, and other values need quotation marks"),
    ("a = \"x\nb = 1", "1:5 the text that opens here has no second \""),
    ("a \"b\" = 1", "1:7 '=' stands where '{' should"),
    ("a b = { }", "1:5 '=' stands where '{' should"),
    ("a \"b\" 1", "1:7 1 stands where '{' should"),
    ("a = 1,, b = 2", "1:7 ',' stands where a name should"),
    ("{\"a\": 1} # why", "1:10 '#' starts neither a name nor a value"),
    ("{\n// why\n\"a\": 1}", "2:1 '/' starts neither a name nor a value"),
    ("a = [1 2]", "1:8 2 stands where ',' or ']' should"),
    ("a 1", "1:3 1 stands where '=' or '{' should"),
    ("}", "1:1 '}' stands where a name should"),
    ("a = 1\n/* open", "2:1 the comment that opens here is never closed"),
    ("a = <<EOF\none\n", "1:5 the text that opens here has no line with EOF alone"),
    ("{\"a\": 1 \"b\": 2}", "1:9 \"b\" stands where ',' or '}' should"),
    ("{\"a\": 1} x", "1:10 x stands where the end of the text should"),
    ("{a: 1}", "1:2 a stands where a name should"),
    ("é = \"ü\" ;", "1:9 ';' starts neither a name nor a value"),
  ]) func `what is no HCL is told with its place`(text: String, expected: String) {
    #expect(outline(text) == expected)
  }

  @Test func `places run from the first to behind the last character`() throws {
    let root = try HCLNode.parse("a {\n  \"b c\" = \"ü\"\n}")
    guard case .object(let outer) = root.value, let block = outer.first,
      case .object(let inner) = block.value.value, let item = inner.first
    else {
      Issue.record("not an object in an object")
      return
    }
    #expect(place(item.keyStart) == [2, 3])
    #expect(place(item.keyEnd) == [2, 8])
    #expect(place(item.value.start) == [2, 11])
    #expect(place(item.value.end) == [2, 14])
    #expect(place(block.value.start) == [1, 3])
    #expect(place(block.value.end) == [3, 2])
  }

  @Test(arguments: ["{", "[", "a {", "a \"b\" ", "{\"a\":", "a = ["])
  func `deep nesting is refused and not followed`(piece: String) {
    #expect(throws: HCLError.self) { try HCLNode.parse("x = " + String(repeating: piece, count: 100_000)) }
    #expect(throws: HCLError.self) { try HCLNode.parse(String(repeating: piece, count: 100_000)) }
  }

  @Test func `a text cut off anywhere, or with a byte changed, ends in a value or an error`() {
    let text = "server {\n  ttl = \"1h\" # c\n  list = [1, {a = <<EOF\nx\nEOF\n}]\n}\n/* x */ plugins \"a\" \"b\" {}\n"
    let bytes = Array(text.utf8)
    for index in bytes.indices {
      _ = try? HCLNode.parse(String(decoding: bytes[..<index], as: UTF8.self))
      for other in ["{", "}", "\"", "\\", "\n", "<", "\u{0}", "é"].flatMap(\.utf8) {
        var changed = bytes
        changed[index] = other
        _ = try? HCLNode.parse(String(decoding: changed, as: UTF8.self))
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func `long texts take time in proportion`() throws {
    for unit in ["a = 1\n", "a { b = \"c\" }", "\"a\" = [1, 2]\n", "# c\n", "a = \"\\n\"\n"] {
      let root = try HCLNode.parse(String(repeating: unit, count: 100_000))
      if case .object(let items) = root.value { #expect(items.count == (unit == "# c\n" ? 0 : 100_000)) }
    }
    #expect(throws: HCLError.self) { try HCLNode.parse("a = <<E\n" + String(repeating: "F\n", count: 1_000_000)) }
  }
}
