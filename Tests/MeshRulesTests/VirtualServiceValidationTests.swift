import Diagnostics
import Linting
import RuleCatalogue
import Testing

@Suite struct `The validation of VirtualServices` {
  /// A `spec` in flow style without its braces, and what Istio says about it, sorted; a warning starts with "warning: ".
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
  private static func http(_ route: String) -> String { "hosts: [cart], http: [{\(route)}]" }

  /// A service with one HTTP route to `cart` that has something beside.
  private static func cart(_ rest: String) -> String { http("\(to), \(rest)") }

  /// A service with one match.
  private static func match(_ match: String) -> String { cart("match: [{\(match)}]") }

  private static let to = "route: [{destination: {host: cart}}]"
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

  private static let routes: [Case] = [
    (http("match: [{port: 80}]"), ["HTTP route, redirect or direct_response is required"]),
    (http("redirect: {uri: /x}, \(to)"), ["HTTP route cannot contain both route and redirect"]),
    (
      http("redirect: {uri: /x}, fault: {delay: {}}, rewrite: {uri: /}, directResponse: {status: 200}"),
      [
        "HTTP route cannot contain both fault and redirect", "HTTP route rule cannot contain both rewrite and redirect",
        "HTTP route rule cannot contain both direct_response and redirect",
      ]
    ),
    (
      http("directResponse: {status: 200}, fault: {delay: {}}, rewrite: {uri: /}, \(to)"),
      [
        "HTTP route cannot contain both route and direct_response",
        "HTTP route cannot contain both fault and direct_response",
        "HTTP route rule cannot contain both rewrite and direct_response",
      ]
    ),
    (
      cart("mirror: {host: web}, mirrors: [{destination: {host: web}}]"),
      ["HTTP route cannot contain both mirror and mirrors"]
    ),
    (
      http("name: all, delegate: {name: x}, redirect: {uri: /x}, \(to)"),
      ["root HTTP route all must not specify redirect", "root HTTP route all must not specify route"]
    ),
    (http("delegate: {name: x}"), []),
    ("http: [{delegate: {name: x}, \(to)}]", ["delegate HTTP route cannot contain delegate"]),
    (http("route: [{weight: 1}]"), ["destination is required"]),
    (http("route: [{destination: {}}]"), ["empty domain name not allowed"]),
    (http("route: [{destination: {host: '*'}}]"), ["invalid destination host *"]),
    (http("route: [{destination: {host: cart, subset: V_1}}]"), ["subset name is invalid: V_1"]),
    (
      http("route: [{destination: {host: cart, port: {}}}]"), ["port number 0 must be in the range 1..65535"]
    ),
    (http("route: [{destination: {host: cart}, weight: -1}]"), ["weight -1 < 0"]),
    (
      http("route: [{destination: {host: cart}}, {destination: {host: web}}]"), ["total destination weight = 0"]
    ),
    (http("route: [{destination: {host: cart}, weight: 0}]"), []),
    (cart("timeout: 0s"), ["duration must be greater than 1ms"]),
    (cart("timeout: 1.5ms"), ["only durations to ms precision are supported"]),
    (cart("timeout: 0.067s"), []),
    (cart("mirrors: [{}]"), ["destination is required for mirrors"]),
    (
      cart("mirrors: [{destination: {host: web}, percentage: {value: 100.5}}]"),
      ["mirror percentage must have a max value of 100 (it has 100.500000)"]
    ),
    (
      cart("mirrors: [{destination: {host: web}, percentage: {value: -1}}]"),
      ["mirror percentage must have a min value of 0 (it has -1.000000)"]
    ),
    (
      cart("mirror: {host: web}, mirrorPercent: 101"),
      [
        "mirror_percent must have a max value of 100 (it has 101)",
        "warning: using deprecated setting \"mirrorPercent\", use \"mirrorPercentage\" instead",
      ]
    ),
    (
      cart("mirror: {host: '*'}, mirrorPercentage: {value: 150}"),
      ["invalid destination host *", "mirror_percentage must have a max value of 100 (it has 150.000000)"]
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

  private static let headers: [Case] =
    [
      (cart("headers: {request: {set: {host: a, x: y}, add: {x: y}, remove: [x]}}"), []),
      (cart("headers: {request: {set: {'': a}}}"), ["header name cannot be empty"]),
      (cart("headers: {request: {add: {':path': a}}}"), ["invalid header \":path\": header cannot have \":\" prefix"]),
      (cart("headers: {request: {remove: [Host]}}"), ["invalid header \"Host\": cannot set Host header"]),
      (
        cart("headers: {response: {set: {':authority': a}}}"),
        ["invalid header \":authority\": header cannot have \":\" prefix"]
      ),
      (cart("headers: {response: {add: {host: a}}}"), ["invalid header \"host\": cannot set Host header"]),
      (
        http("route: [{destination: {host: cart}, headers: {response: {remove: [':x']}}}]"),
        ["invalid header \":x\": header cannot have \":\" prefix"]
      ),
      (cart("headers: {request: {set: {x: \"a\\ab\"}}}"), ["header value configuration a\u{7}b is invalid"]),
      (cart("headers: {request: {set: {x: \"a\\tb 100%% %HOSTNAME% %REQ(a)% %X([\\\"a\\\", \\\"b\\\"])%\"}}}"), []),
    ]
    + [
      ("a%", "Un-escaped %"), ("%A", "Un-terminated variable expression '%A'"),
      ("%A(b)c%", "Expecting '%' or whitespace after"),
      ("%A([b])%", "Expecting '\"'"), ("%A([\\\"b\\\"c])%", "Expecting ',', ']', or whitespace"),
      ("%A([\\\"b\\\"]c)%", "Expecting ')' or whitespace after '{}', but found '{}'"),
      ("%A(b\\\\", "Un-terminated backslash in JSON string"),
    ].map { value, problem in
      (
        cart("headers: {request: {set: {x: \"\(value)\"}}}"),
        ["header value configuration: invalid header configuration. \(problem)"]
      )
    } + [
      (
        cart("rewrite: {authority: a}, headers: {request: {set: {':authority': b}}}"),
        ["authority header cannot be set multiple times: have \"a\", attempting to set \"b\""]
      ),
      (
        cart("headers: {request: {add: {Host: b}, set: {host: a}}}"),
        ["authority header cannot be set multiple times: have \"a\", attempting to set \"b\""]
      ),
    ]

  private static let answers: [Case] = [
    (http("redirect: {}"), ["redirect must specify URI, authority, scheme, or port"]),
    (http("redirect: {derivePort: FROM_REQUEST_PORT}"), []),
    (http("redirect: {uri: /x, redirectCode: 200, scheme: ftp}"), ["200 is not a valid redirect code, must be 3xx"]),
    (http("redirect: {scheme: ftp}"), ["invalid redirect scheme, must be \"http\" or \"https\""]),
    (http("redirect: {port: 70000}"), ["port number 70000 must be in the range 1..65535"]),
    (
      cart("rewrite: {}"),
      [
        "rewrite must specify at least one of URI, UriRegexRewrite, or authority. Only one of URI or UriRegexRewrite "
          + "may be specified"
      ]
    ),
    (
      cart("rewrite: {uri: /x, uriRegexRewrite: {match: a, rewrite: b}}"),
      ["rewrite may only contain one of URI or UriRegexRewrite"]
    ),
    (
      cart("rewrite: {uriRegexRewrite: {match: a}}"),
      ["UriRegexRewrite has errors\nUriRegexRewrite requires both Rewrite and Match fields to be specified"]
    ),
    (
      cart("rewrite: {uriRegexRewrite: {match: '*', rewrite: b}}"),
      [
        "UriRegexRewrite has errors\n\"HTTPRewrite.UriRegexRewrite.Match\": error parsing regexp: missing argument to "
          + "repetition operator: `*`; Istio uses RE2 style regex-based match (https://github.com/google/re2/wiki/Syntax)"
      ]
    ),
    (http("directResponse: {status: 199}"), ["HTTP status 199 is not in range 200-599"]),
    (http("directResponse: {}"), ["HTTP status 0 is not in range 200-599"]),
    (http("directResponse: {status: 600}"), []),
    (
      http("directResponse: {status: 200, body: {string: \(String(repeating: "a", count: 102_401))}}"),
      ["warning: large direct_responses may impact control plane performance"]
    ),
    (http("directResponse: {status: 200, body: {bytes: \(String(repeating: "a", count: 102_404))}}"), []),
    (
      http("directResponse: {status: 200, body: {string: \(String(repeating: "a", count: 1_048_577))}}"),
      ["large direct_responses may impact control plane performance, must be less than 1MB"]
    ),
  ]

  private static let policies: [Case] = [
    (cart("retries: {attempts: -1}"), ["attempts cannot be negative"]),
    (
      cart("retries: {perTryTimeout: 1s}"), ["http retry policy configured when attempts are set to 0 (disabled)"]
    ),
    (cart("retries: {attempts: 0}"), []),
    (
      cart("retries: {attempts: 1, perTryTimeout: 0s, backoff: 0s}"),
      ["duration must be greater than 1ms", "duration must be greater than 1ms"]
    ),
    (cart("retries: {attempts: 1, retryOn: '5xx,reset,503'}"), []),
    (
      cart("retries: {attempts: 1, retryOn: '5xx, reset,306'}"),
      ["\" reset\" is not a valid retryOn policy", "\"306\" is not a valid retryOn policy"]
    ),
    (cart("fault: {}"), ["HTTP fault injection must have an abort and/or a delay"]),
    // Istio loses its warning that the abort says nothing of the error.
    (cart("fault: {abort: {}}"), []),
    (cart("fault: {abort: {httpStatus: 99}}"), ["HTTP status 99 is not in range 200-599"]),
    (cart("fault: {abort: {http2Error: x}}"), ["HTTP/2 abort fault injection not supported yet"]),
    (
      cart("fault: {abort: {grpcStatus: not_found}}"),
      [
        "gRPC status \"not_found\" is not supported. See https://github.com/grpc/grpc/blob/master/doc/statuscodes.md for "
          + "a list of supported codes, for example 'NOT_FOUND'"
      ]
    ),
    (
      cart("fault: {abort: {httpStatus: 500, percentage: {value: 100.5}}, delay: {percentage: {value: 0.00001}}}"),
      [
        "percentage 100.5 is neither 0.0, nor in range [0.0001, 100.0]",
        "percentage 1e-05 is neither 0.0, nor in range [0.0001, 100.0]",
      ]
    ),
    (
      cart("fault: {delay: {percentage: {value: -1}}}"),
      [
        "percentage -1 is neither 0.0, nor in range [0.0001, 100.0]"
      ]
    ),
    (cart("fault: {delay: {fixedDelay: 0s}}"), ["duration must be greater than 1ms"]),
    (cart("fault: {delay: {exponentialDelay: 1s}}"), ["exponentialDelay not supported yet"]),
    (
      cart("corsPolicy: {allowOrigins: [{exact: ''}, {}, {regex: '('}]}"),
      [
        "'' is not a valid match type for CORS allow origins", "'' is not a valid match type for CORS allow origins",
        "\"corsPolicy.allowOrigins\": error parsing regexp: missing closing ): `(`; Istio uses RE2 style regex-based "
          + "match (https://github.com/google/re2/wiki/Syntax)",
      ]
    ),
    (cart("corsPolicy: {allowMethods: [GET, '*', get]}"), ["\"get\" is not a supported HTTP method"]),
    (
      cart("corsPolicy: {allowHeaders: ['*', ''], exposeHeaders: ['a:b']}"),
      ["header name cannot be empty", "header name a:b is not a valid header name"]
    ),
    (cart("corsPolicy: {maxAge: 1.5s}"), ["max_age duration is accurate only to seconds precision"]),
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
        "match: [{uri: {prefix: /}, authority: {exact: ab}, headers: {x: {exact: y}}}]",
        "match: [{uri: {prefix: /a}, authority: {exact: a}, headers: {x: {regex: z}}}]",
        "match: [{uri: {prefix: /b}, authority: {exact: abc}, headers: {x: {exact: y}}}]",
        "match: [{uri: {prefix: /c}, headers: {z: {exact: y}}}]"),
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
