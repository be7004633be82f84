import Diagnostics
import Linting
import RuleCatalogue
import Testing

@Suite struct `The validation of VirtualServices` {
  /// A `spec` in flow style without its braces, and what Istio says about it; a warning starts with "warning: ".
  typealias Case = (spec: String, texts: [String])

  @Test func `says what Istio says of hosts and gateways`() async throws { try await check(Self.hosts) }
  @Test func `says what Istio says of routes as a whole`() async throws { try await check(Self.routes) }
  @Test func `says what Istio says of matches`() async throws { try await check(Self.matches) }
  @Test func `says what Istio says of headers`() async throws { try await check(Self.headers) }
  @Test func `says what Istio says of redirects, rewrites and responses`() async throws {
    try await check(Self.answers)
  }
  @Test func `says what Istio says of retries, faults and CORS`() async throws { try await check(Self.policies) }
  @Test func `says what Istio says of TLS and TCP routes`() async throws { try await check(Self.streams) }
  @Test func `says what Istio says of rules that take the requests of others`() async throws {
    try await check(Self.superfluous)
  }

  private func check(_ cases: [Case]) async throws {
    let documents = cases.enumerated().map { number, one in
      """
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: number-\(number), namespace: shop}
      spec: {\(one.spec)}
      """
    }
    let fixture = Fixture(name: "virtual services", text: documents.joined(separator: "\n---\n"))
    var found: [String: [String]] = [:]
    for finding in try await fixture.newReport().findings {
      let message = finding.message
      switch finding.rule.code {
      case "IST0106": found[finding.object?.name ?? "", default: []].append(String(message.dropFirst(25)))
      case "IST0133": found[finding.object?.name ?? "", default: []].append("warning: \(message.dropFirst(27))")
      case "IST0130", "IST0131": found[finding.object?.name ?? "", default: []].append(message)
      default: break
      }
    }
    for (number, one) in cases.enumerated() {
      #expect((found["number-\(number)"] ?? []).sorted() == one.texts.sorted(), "\(one.spec.prefix(200))")
    }
  }

  /// A service with one HTTP route.
  static func http(_ route: String) -> String { "hosts: [cart], http: [{\(route)}]" }

  /// A service with one HTTP route to `cart` that has something beside.
  static func cart(_ rest: String) -> String { http("\(to), \(rest)") }

  /// A service with one match.
  private static func match(_ match: String) -> String { cart("match: [{\(match)}]") }

  static let to = "route: [{destination: {host: cart}}]"
  private static let anyRoute = "http: [{\(to)}]"

  private static let hosts: [Case] = [
    ("hosts: [cart], \(anyRoute)", []),
    ("hosts: [cart]", ["http, tcp or tls must be provided in virtual service"]),
    ("hosts: [cart], http: []", ["http, tcp or tls must be provided in virtual service"]),
    (
      "gateways: [mesh], \(anyRoute), tls: [{match: [{sniHosts: [a.b]}], \(to)}], tcp: [{\(to)}]",
      [
        "delegate virtual service must have no gateways specified",
        "delegate virtual service must have no tls route specified",
        "delegate virtual service must have no tcp route specified",
        "SNI host \"a.b\" is not a compatible subset of any of the virtual service hosts: []",
      ]
    ),
    ("hosts: ['*'], \(anyRoute)", ["wildcard host * is not allowed for virtual services bound to the mesh gateway"]),
    ("hosts: ['*'], gateways: [shop/edge], \(anyRoute)", []),
    (
      "hosts: ['*'], gateways: [mesh, shop/edge], \(anyRoute)",
      ["wildcard host * is not allowed for virtual services bound to the mesh gateway"]
    ),
    ("hosts: [10.0.0.1, '::1'], \(anyRoute)", []),
    ("hosts: [shop.1], \(anyRoute)", ["domain name \"1\" invalid (top level domain \"1\" cannot be all-numeric)"]),
    ("hosts: [''], \(anyRoute)", ["empty domain name not allowed"]),
    ("hosts: [a_b], \(anyRoute)", ["domain name \"a_b\" invalid (label \"a_b\" invalid)"]),
    ("hosts: [cart, cart], \(anyRoute)", ["duplicate hosts in virtual service: cart & cart"]),
    ("hosts: [cart, cart.shop.svc.cluster.local], \(anyRoute)", []),
    (
      "hosts: [a.shop.example, '*.shop.example', '*.example'], \(anyRoute)",
      [
        "duplicate hosts in virtual service: a.shop.example & *.shop.example",
        "duplicate hosts in virtual service: a.shop.example & *.example",
        "duplicate hosts in virtual service: *.shop.example & *.example",
      ]
    ),
    ("hosts: ['*.shop.example', shop.example], \(anyRoute)", []),
    // Overlaps are looked for only where every host is valid.
    ("hosts: [cart, cart, a_b], \(anyRoute)", ["domain name \"a_b\" invalid (label \"a_b\" invalid)"]),
    (
      "hosts: [cart], gateways: [shop/a_b, Shop/edge, /edge], \(anyRoute)",
      [
        "invalid value for gateway name: \"a_b\"", "config namespace and gateway name cannot be empty",
        "invalid value for namespace: \"\"",
      ]
    ),
    // After a name without a namespace Istio looks at no more.
    ("hosts: [cart], gateways: [mesh, a_b/c], \(anyRoute)", []),
    (
      "hosts: [cart], gateways: [edge.shop.svc], \(anyRoute)",
      [
        "warning: using legacy gatewayName format \"edge.shop.svc\"; prefer the <namespace>/<name> format: \"shop/edge\""
      ]
    ),
    (
      "hosts: [cart], gateways: [a_b], \(anyRoute)", ["domain name \"a_b\" invalid (label \"a_b\" invalid)"]
    ),
    (
      "hosts: [cart], exportTo: ['.', '*'], \(anyRoute)",
      [
        "cannot have both public (*) and non-public exportTo values for a resource"
      ]
    ),
    (
      "hosts: [cart], exportTo: ['~'], \(anyRoute)",
      [
        "exportTo ~ (none) is not allowed for Istio configuration objects"
      ]
    ),
  ]

  private static let matches: [Case] = [
    (match("headers: {'': {exact: a}}"), ["header name cannot be empty"]),
    (match("headers: {'a b': {exact: a}}"), ["header name a b is not a valid header name"]),
    (match("headers: {':path': {exact: a}, 'a,b': {exact: a}}"), []),
    (match("headers: {':foo': {exact: a}}"), ["header name :foo is not a valid header name"]),
    (match("headers: {a: {prefix: ''}}"), ["\"headers\": prefix string match should not be empty"]),
    (match("headers: {a: {exact: ''}, b: {}}"), []),
    (match("withoutHeaders: {a: {regex: '*'}}"), []),
    (match("withoutHeaders: {a: {regex: ''}}"), ["\"withoutHeaders\": regex string match should not be empty"]),
    (match("uri: {prefix: ''}"), []),
    (match("uri: {regex: ''}"), ["\"uri\": regex string match should not be empty"]),
    (
      match("uri: {regex: '/cart/(\\d+'}"),
      [
        "\"uri\": error parsing regexp: missing closing ): `/cart/(\\d+`; Istio uses RE2 style regex-based match "
          + "(https://github.com/google/re2/wiki/Syntax)"
      ]
    ),
    (
      match("uri: {regex: \(String(repeating: "a", count: 1025))}"),
      ["\"uri\": regex is too large, max length allowed is 1024"]
    ),
    (match("uri: {regex: \(String(repeating: "a", count: 1024))}"), []),
    (
      match("scheme: {prefix: ''}, method: {prefix: ''}, authority: {prefix: ''}, queryParams: {a: {prefix: ''}}"),
      ["scheme", "method", "authority", "queryParams"].map { "\"\($0)\": prefix string match should not be empty" }
    ),
    (match("port: 70000"), ["port number 70000 must be in the range 1..65535"]),
    (match("port: 0"), []),
    (match("sourceLabels: {-a: b}"), ["invalid tag key: \"-a\""]),
    (
      match("sourceLabels: {\(String(repeating: "a", count: 64)): b_}"),
      [
        "invalid tag key: \"\(String(repeating: "a", count: 64))\" (name is too long)", "invalid tag value: \"b_\"",
      ]
    ),
    (match("sourceLabels: {app: \(String(repeating: "a", count: 64))}"), []),
    (match("sourceNamespace: A_b"), ["sourceNamespace match A_b is invalid"]),
    // The warning of the old form of names gets lost here.
    (match("gateways: [edge.shop.svc]"), []),
    (match("gateways: [shop/a_b]"), ["invalid value for gateway name: \"a_b\""]),
    (
      match(
        "headers: {'@request.auth.claims.group': {exact: a}}, withoutHeaders: {'@Request.auth.claims[a]': {exact: a}}"),
      ["@request.auth.claims.group", "@Request.auth.claims[a]"].map {
        "JWT claim based routing (key: \($0)) is only supported for gateway, found no gateways: []"
      }
    ),
    (
      "gateways: [mesh, shop/edge], \(match("headers: {'@request.auth.claims.group': {exact: a}}"))",
      [
        "JWT claim based routing (key: @request.auth.claims.group) is only supported for gateway, found no gateways: "
          + "[mesh shop/edge]"
      ]
    ),
    (
      match("headers: {'@request.auth.claims': {exact: a}}"),
      [
        "header name @request.auth.claims is not a valid header name"
      ]
    ),
  ]

  private static let streams: [Case] = [
    ("hosts: [cart], tls: [{\(to)}]", ["TLS route must have at least one match condition"]),
    ("hosts: [cart], tls: [{match: [{sniHosts: [cart]}]}]", ["TLS route is required"]),
    ("hosts: [cart], tls: [{match: [{}], \(to)}]", ["TLS match must have at least one SNI host"]),
    ("hosts: ['*.example'], tls: [{match: [{sniHosts: [a.example, '*.b.example']}], \(to)}]", []),
    (
      "hosts: [a.example, b.example], tls: [{match: [{sniHosts: ['*.example']}], \(to)}]",
      [
        "SNI host \"*.example\" is not a compatible subset of any of the virtual service hosts: [a.example, b.example]"
      ]
    ),
    (
      "hosts: [cart], tls: [{match: [{sniHosts: [10.0.0.1]}], \(to)}]",
      [
        "warning: using an IP address (\"10.0.0.1\") goes against SNI spec and most clients do not support this"
      ]
    ),
    (
      "hosts: [cart], tls: [{match: [{sniHosts: [a_b]}], \(to)}]",
      ["domain name \"a_b\" invalid (label \"a_b\" invalid)"]
    ),
    (
      "hosts: [outbound_.80_._.cart.shop], gateways: [shop/edge], "
        + "tls: [{match: [{sniHosts: [outbound_.80_._.cart.shop]}], \(to)}]",
      []
    ),
    (
      "hosts: [cart], gateways: [mesh], tls: [{match: [{sniHosts: [outbound_.80_._.cart]}], \(to)}]",
      ["domain name \"outbound_.80_._.cart\" invalid (label \"outbound_\" invalid)"]
    ),
    (
      "hosts: [cart], tls: [{match: [{sniHosts: [outbound_80, outbound_.x_._.cart, outbound_.80_._.12]}], \(to)}]",
      [
        "domain name outbound_80 invalid, should follow 'outbound_.<PORT>_._.<HOSTNAME>' format",
        "domain name \"outbound_.x_._.cart\" invalid (label \"x\" invalid). should follow outbound_.<PORT>_._.<HOSTNAME> "
          + "format",
        "domain name \"outbound_.80_._.12\" invalid (label \"12\" invalid). should follow outbound_.<PORT>_._.<HOSTNAME> "
          + "format",
      ]
    ),
    (
      "hosts: [cart], tls: [{match: [{sniHosts: [cart], destinationSubnets: [10.0.0.0/33, x], port: 70000, "
        + "sourceLabels: {-a: b}, gateways: [edge.shop]}], \(to)}]",
      [
        "10.0.0.0/33 is not a valid CIDR block", "x is not a valid IP",
        "port number 70000 must be in the range 1..65535",
        "invalid tag key: \"-a\"",
        "warning: using legacy gatewayName format \"edge.shop\"; prefer the <namespace>/<name> format: \"shop/edge\"",
      ]
    ),
    ("hosts: [cart], tcp: [{match: [{port: 80}]}]", ["TCP route is required"]),
    (
      "hosts: [cart], tcp: [{match: [{destinationSubnets: [1.2.3.4/5/6], port: 70000, gateways: [edge.shop]}], "
        + "route: [{destination: {host: '*'}}, {}]}]",
      [
        "1.2.3.4/5/6 is not a valid IP", "port number 70000 must be in the range 1..65535",
        "invalid destination host *",
        "destination is required", "total destination weight = 0",
      ]
    ),
  ]

  private static func rules(_ rules: String...) -> String {
    "hosts: [cart], http: [\(rules.map { "{\($0), \(to)}" }.joined(separator: ", "))]"
  }

  private static let superfluous: [Case] = [
    (rules("name: a", "name: b"), ["VirtualService rule \"b\" not used (only the last rule can have no matches)."]),
    (
      rules("match: []", "match: [{port: 80}, {port: 81}]", "name: c"),
      [
        "VirtualService rule #1 not used (route without matches defined before).",
        "VirtualService rule \"c\" not used (only the last rule can have no matches).",
      ]
    ),
    (
      rules("name: a, match: [{uri: {exact: /a}, name: one}]", "match: [{name: two, uri: {exact: /a}}, {port: 80}]"),
      ["VirtualService rule #1 match \"two\" is not used (duplicate/overlapping match in rule \"a\")."]
    ),
    (
      rules("match: [{headers: {a: {exact: x}, b: {}}}]", "match: [{headers: {b: {}, a: {exact: x}}, port: 0}]"),
      [
        "VirtualService rule #1 match #0 is not used (duplicate/overlapping match in rule #0).",
        "VirtualService rule #1 not used (all matches used by prior rules).",
      ]
    ),
    (rules("match: [{uri: {exact: /a}}]", "match: [{uri: {prefix: /a}}]", "match: [{uri: {exact: /b}}]"), []),
    (
      rules("name: a, match: [{uri: {prefix: /a}}]", "match: [{name: x, uri: {prefix: /ab}}]"),
      [
        "VirtualService rule #1 match \"x\" of prefix /ab is not used (duplicate/overlapping match in rule #0 of prefix "
          + "/a on \"a\")."
      ]
    ),
    (rules("match: [{uri: {prefix: /ab}}]", "match: [{uri: {prefix: /a}}]"), []),
    (rules("match: [{uri: {prefix: /}, port: 80}]", "match: [{uri: {prefix: /a}}]"), []),
    // No method is GET to Istio, and so is an expression.
    (
      rules(
        "match: [{uri: {prefix: /}, method: {exact: GET}}]", "match: [{uri: {prefix: /a}}]",
        "match: [{uri: {prefix: /b}, method: {exact: POST}}]", "match: [{uri: {prefix: /c}, method: {regex: .*}}]"),
      [(1, "/a"), (3, "/c")].map {
        "VirtualService rule #\($0) match #0 of prefix \($1) is not used (duplicate/overlapping match in rule #0 of "
          + "prefix / on #0)."
      }
    ),
    // An earlier match may ask for more: Istio compares values the other way round.
    (
      rules(
        "match: [{uri: {prefix: /}, authority: {exact: ab}, headers: {x: {exact: why}}}]",
        "match: [{uri: {prefix: /a}, authority: {exact: a}, headers: {x: {regex: z}}}]",
        "match: [{uri: {prefix: /b}, authority: {exact: abc}, headers: {x: {exact: why}}}]",
        "match: [{uri: {prefix: /c}, headers: {z: {exact: why}}}]"),
      [
        "VirtualService rule #1 match #0 of prefix /a is not used (duplicate/overlapping match in rule #0 of prefix / on "
          + "#0)."
      ]
    ),
    (
      "hosts: [cart], tcp: [{match: [{port: 80}], \(to)}, {match: [{port: 80}], \(to)}, {\(to)}, {\(to)}]",
      [
        "VirtualService rule #1 match #0 is not used (duplicate/overlapping match in rule #0).",
        "VirtualService rule #1 not used (all matches used by prior rules).",
        "VirtualService rule #3 not used (only the last rule can have no matches).",
      ]
    ),
    (
      "hosts: [cart], tls: [{match: [{sniHosts: [cart]}], \(to)}, {match: [{sniHosts: [cart]}, {port: 1, sniHosts: "
        + "[cart]}], \(to)}]",
      ["VirtualService rule #1 match #0 is not used (duplicate/overlapping match in rule #0)."]
    ),
  ]
}
