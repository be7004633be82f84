import Linting
import Testing

@Suite struct `A pattern of paths` {
  @Test(arguments: [
    ("*.yaml", "cart.yaml", true), ("*.yaml", "k8s/cart.yaml", false), ("k8s/*.yaml", "k8s/cart.yaml", true),
    ("**/*.yaml", "cart.yaml", true), ("**/*.yaml", "a/b/cart.yaml", true), ("**/*.yaml", "a/b/cart.yml", false),
    ("**/testdata/**", "testdata/a.yaml", true), ("**/testdata/**", "x/testdata/y/a.yaml", true),
    ("**/testdata/**", "x/testdata", false), ("**/testdata/**", "x/testdata2/a.yaml", false),
    ("a/**/b", "a/b", true), ("a/**/b", "a/x/y/b", true), ("a/**/b", "a/xb", false), ("a/**/b", "ab", false),
    ("**", "a/b/c", true), ("a**b", "axxb", true), ("a**b", "ax/xb", false),
    ("c?rt", "cart", true), ("c?rt", "cärt", true), ("c?rt", "c/rt", false), ("c?rt", "crt", false),
    ("[a-c]x", "bx", true), ("[a-c]x", "dx", false), ("[!a-c]x", "dx", true), ("[^a-c]x", "bx", false),
    ("[]x]", "]", true), ("[a-]", "-", true), ("[!a]", "/", false), ("[z-a]", "b", false), ("[z-a]", "z", true),
    ("[[:digit:]x]", "7", true),
    ("[[:digit:]x]", "d", false), ("[a-\\]]", "b", false), ("***/b", "a/b", true), ("**\\/b", "b", false),
    ("\\*", "*", true), ("\\*", "a", false), ("", "", true), ("", "a", false), ("é/ß*", "é/ßx", true),
  ]) func `matches as git does`(pattern: String, path: String, expected: Bool) throws {
    #expect(try #require(GlobPattern(pattern)).matches(path) == expected)
  }

  @Test(
    arguments: [
      ("apps/*", "apps/shop/cart.yaml", ["shop"]), ("apps/*", "apps/shop.yaml", ["shop.yaml"]),
      ("apps/*", "other/shop/cart.yaml", nil), ("apps/*", "apps", nil),
      ("**/envs/*/*.yaml", "a/b/envs/prod/cart.yaml", ["a/b", "prod", "cart"]),
      ("**/envs/*", "envs/prod/cart.yaml", ["", "prod"]), ("k8s/**", "k8s/a/b.yaml", ["a/b.yaml"]),
      ("*-*", "a-b-c", ["a-b", "c"]), ("k8s", "k8s/a.yaml", []), ("", "a/b", nil),
    ] as [(String, String, [String]?)]) func `says what its stars stand for`(
      pattern: String, path: String, expected: [String]?
    ) throws
  {
    let glob = try #require(GlobPattern(pattern))
    #expect(glob.captures(covering: path) == expected)
    #expect(glob.covers(path) == (expected != nil))
  }

  @Test(arguments: ["[", "a[b", "[]", "a\\", "[a\\", "[[:letter:]]"]) func `refuses what never ends`(pattern: String) {
    #expect(GlobPattern(pattern) == nil)
  }

  @Test(.timeLimit(.minutes(1))) func `does not lose itself in many stars`() throws {
    let pattern = try #require(GlobPattern(String(repeating: "*a", count: 200) + "b"))
    #expect(!pattern.matches(String(repeating: "a", count: 2000) + "cb"))
  }
}
