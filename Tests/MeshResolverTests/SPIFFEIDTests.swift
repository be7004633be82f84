import MeshModel
import Testing

/// The cases of go-spiffe's `spiffeid/id_test.go` and `trustdomain_test.go`, in kind.
@Suite struct `A SPIFFE ID` {
  @Test(arguments: [
    ("spiffe://td", "td", ""), ("spiffe://td/path", "td", "/path"),
    ("spiffe://a-b.c_d1/A/b.c-d_E", "a-b.c_d1", "/A/b.c-d_E"),
    ("spiffe://td/.../x", "td", "/.../x"),
  ]) func `is a trust domain and a path`(text: String, domain: String, path: String) throws {
    let id = try SPIFFEID(text)
    #expect(id.trustDomain == domain)
    #expect(id.path == path)
    #expect(try SPIFFEID.trustDomain(text) == domain)
  }

  private static let domainCharacters =
    "trust domain characters are limited to lowercase letters, numbers, dots, dashes, and underscores"
  private static let pathCharacters =
    "path segment characters are limited to letters, numbers, dots, dashes, and underscores"

  @Test(arguments: [
    ("", "cannot be empty"), ("td/path", "scheme is missing or invalid"),
    ("SPIFFE://td", "scheme is missing or invalid"),
    ("spiffe:/td", "scheme is missing or invalid"), ("spiffe://", "trust domain is missing"),
    ("spiffe:///path", "trust domain is missing"), ("spiffe://TD", domainCharacters),
    ("spiffe://td:80", domainCharacters),
    ("spiffe://u@td", domainCharacters), ("spiffe://td/", "path cannot have a trailing slash"),
    ("spiffe://td/a/", "path cannot have a trailing slash"), ("spiffe://td//a", "path cannot contain empty segments"),
    ("spiffe://td/./a", "path cannot contain dot segments"), ("spiffe://td/a/..", "path cannot contain dot segments"),
    ("spiffe://td/a%20", pathCharacters), ("spiffe://td/<no value>", pathCharacters),
    ("spiffe://td/a?b", pathCharacters),
  ]) func `is refused in the words of the library`(text: String, problem: String) {
    let error = #expect(throws: SPIFFEID.Problem.self) { try SPIFFEID(text) }
    #expect(error?.text == problem)
  }

  @Test(arguments: [
    ("", "trust domain is missing"), ("Td", domainCharacters), ("https://td", "scheme is missing or invalid"),
  ])
  func `names no trust domain`(text: String, problem: String) {
    let error = #expect(throws: SPIFFEID.Problem.self) { try SPIFFEID.trustDomain(text) }
    #expect(error?.text == problem)
  }

  @Test(
    arguments: [
      ("spiffe://td", "path is empty"), ("spiffe://td/spire", "path is in the reserved namespace"),
      ("spiffe://td/spire/agent/a", "path is in the reserved namespace"), ("spiffe://td/spires", nil),
      ("spiffe://td/ns/shop/sa/cart", nil),
    ] as [(String, String?)]) func `of a workload lies outside what SPIRE keeps`(text: String, problem: String?) throws
  {
    #expect(try SPIFFEID(text).problemAsWorkload == problem)
  }
}
