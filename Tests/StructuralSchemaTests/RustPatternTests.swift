import StructuralSchema
import Testing

@Suite struct `Expressions of Rust` {
  @Test(
    arguments: [
      ("/users/[0-9]{1,3}", nil), ("a{2}b{2,}c{,3}", nil), ("[[:alpha:]]+", nil), ("[]a]", nil), ("[^]{]", nil),
      ("(?i)abc", nil), ("(?P<name>a)|(?:b)*", nil), (#"\{id\}\("#, nil), ("[a[bc]]", nil), ("(?x)( # [", nil),
      ("", nil), ("()*", nil), (#"[\]{]"#, nil),
      ("/users/{id}", "repetition quantifier expects a valid decimal"),
      ("a{", "unclosed counted repetition"), ("a{}", "repetition quantifier expects a valid decimal"),
      ("{2}", "repetition operator missing expression"), ("*.example.com", "repetition operator missing expression"),
      ("a|+", "repetition operator missing expression"), ("(?:*)", "repetition operator missing expression"),
      ("(?!a)", "look-around, including look-ahead and look-behind, is not supported"),
      ("(?<=a)b", "look-around, including look-ahead and look-behind, is not supported"),
      (#"(a)\1"#, "backreferences are not supported"), ("(a", "unclosed group"), ("a)", "unopened group"),
      ("[a", "unclosed character class"), ("[a[b]", "unclosed character class"),
      (#"a\"#, "incomplete escape sequence, reached end of pattern prematurely"),
    ] as [(String, String?)]) func `are refused for what Rust does not take`(pattern: String, problem: String?)
  {
    #expect(RustPattern.problem(with: pattern) == problem)
  }
}
