import Testing

@testable import StructuralSchema

@Suite("Regular expressions as Go reads them")
struct RegularExpressionTests {
  @Test(
    "A pattern matches",
    arguments: [
      ("", ""), ("", "x"), ("b", "abc"), ("^abc$", "abc"), ("a.c", "abc"), ("(?s)a.c", "a\nc"), ("[^b]", "\n"),
      ("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "shop-1"), ("^(a|b|)c$", "c"), ("^a{2,3}$", "aaa"), ("^a{2,}$", "aaaaa"),
      ("^(ab){0}$", ""), ("^a{,2}$", "a{,2}"), ("^a{02}$", "a{02}"), ("(?m)^b$", "a\nb\nc"), ("(?i)straße", "STRAßE"),
      ("(?i)k", "\u{212A}"), ("(?i)[^k]", "a"), ("(?i:a)b", "Ab"), ("^(?P<n>a)(?<m>b)$", "ab"), ("^\\d+\\.\\d*$", "1."),
      ("\\bshop\\b", "a shop."), ("o\\Bp", "shop"), ("^\\x41\\x{1F600}\\101$", "A😀A"), ("^\\Qa*(\\E*$", "a*((("),
      ("^[[:alpha:]_\\-]+$", "a_b-c"), ("^[]a]+$", "a]"), ("^[a-c-e]+$", "a-e"), ("^\\p{Lu}\\pL\\PL$", "Éa1"),
      ("^\\p{^Lu}$", "a"), ("^(?:a*)*$", "aaa"), ("^(|a)+$", "aa"), ("a*?b", "aab"), ("\\p{Greek}", "α"),
    ] as [(String, String)])
  func matches(pattern: String, text: String) throws {
    #expect(try RegularExpression(pattern).matches(text))
  }

  @Test(
    "A pattern does not match",
    arguments: [
      ("^abc$", "abc\n"), ("a.c", "a\nc"), ("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "shop-"), ("^a{2,3}$", "aaaa"),
      ("(?i)[^k]", "K"), ("(?i:a)b", "AB"), ("(?-i)A", "a"), ("\\bshop\\b", "shops"), ("^\\S$", " "), ("\\w", "é"),
      ("^[^a-z]$", "b"), ("\\p{Lu}", "a"), ("^(a|b)$", "c"), ("^\\z", "a"), ("[[:^digit:]]", "1"), ("x+", ""),
    ] as [(String, String)])
  func doesNotMatch(pattern: String, text: String) throws {
    #expect(try !RegularExpression(pattern).matches(text))
  }

  @Test(
    "What is wrong with a pattern is said in Go's words",
    arguments: [
      ("(abc", "missing closing ): `(abc`"), ("abc)", "unexpected ): `abc)`"), ("[abc", "missing closing ]: `[abc`"),
      ("x(?!a)", "invalid or unsupported Perl syntax: `(?!`"), ("(?i", "invalid or unsupported Perl syntax: `(?i`"),
      ("\\q", "invalid escape sequence: `\\q`"), ("a\\1", "invalid escape sequence: `\\1`"),
      ("\\x{110000}", "invalid escape sequence: `\\x{110000`"), ("\\Z", "invalid escape sequence: `\\Z`"),
      ("*a", "missing argument to repetition operator: `*`"),
      ("(|+?)", "missing argument to repetition operator: `+?`"),
      ("a**", "invalid nested repetition operator: `**`"), ("a{2}{3}", "invalid nested repetition operator: `{2}{3}`"),
      ("a{1001}", "invalid repeat count: `{1001}`"), ("a{3,2}", "invalid repeat count: `{3,2}`"),
      ("(a{40}){40}", "invalid repeat count: `{40}`"), ("[z-a]", "invalid character class range: `z-a`"),
      ("[[:letter:]]", "invalid character class range: `[:letter:]`"),
      ("\\p{Letters}", "invalid character class range: `\\p{Letters}`"),
      ("(?P<a b>c)", "invalid named capture: `(?P<a b>`"), ("a\\", "trailing backslash at end of expression: ``"),
    ] as [(String, String)])
  func isWrong(pattern: String, message: String) {
    #expect {
      try RegularExpression(pattern)
    } throws: {
      "\($0)" == "error parsing regexp: \(message)"
    }
  }

  @Test("A hostile pattern neither crashes nor hangs")
  func isBounded() throws {
    let text = String(repeating: "a", count: 2000)
    #expect(try !RegularExpression("^(a+)+$").matches(text + "b"))
    #expect(try !RegularExpression("^(a|aa|a*)*b$").matches(text))
    // Too long to find out.
    var steps = 10_000
    #expect(try RegularExpression("(a{0,30}){0,30}(a?){900}b").matches(text, steps: &steps))
    // Alternatives that wait for nothing count as well.
    steps = 10_000
    #expect(try RegularExpression("(a?){900}b").matches(String(repeating: "c", count: 20), steps: &steps))
    #expect(steps < 0)
    #expect(try RegularExpression(String(repeating: "(ab?){1,500}", count: 1000)).matches("c"))
    #expect(throws: RegularExpression.SyntaxError.self) {
      try RegularExpression(String(repeating: "(", count: 100_000))
    }
    #expect(throws: RegularExpression.SyntaxError.self) {
      try RegularExpression(String(repeating: "(", count: 2000) + String(repeating: ")*", count: 2000))
    }
    #expect(throws: RegularExpression.SyntaxError.self) {
      try RegularExpression(String(repeating: "((a{100}){10}){1}", count: 10_000))
    }
  }
}
