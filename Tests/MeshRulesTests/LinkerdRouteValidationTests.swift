import Testing

/// The table of `policy-controller/runtime/src/admission.rs` for routes, of Linkerd and of the Gateway API.
@Suite struct `The validation of routes by Linkerd` {
  private static let linkerdRoute = LinkerdWebhookTexts(apiVersion: "policy.linkerd.io/v1beta3", kind: "HTTPRoute")
  private static let httpRoute = LinkerdWebhookTexts(apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute")
  private static let grpcRoute = LinkerdWebhookTexts(apiVersion: "gateway.networking.k8s.io/v1", kind: "GRPCRoute")

  @Test func `says what the webhook says of the parents of routes`() async throws {
    let text = "cannot target an EgressNetwork without specifying a port"
    let check = "is_parent_egress_network"
    func parent(_ text: String) -> String { "parentRefs: [{\(text), name: a}]" }
    try await Self.linkerdRoute.check([
      (check, parent("kind: EgressNetwork, port: 80"), []),
      (check, parent("kind: EgressNetwork"), [text]),
      (check, parent("group: core, kind: EgressNetwork"), []),
      (check, parent("kind: Server"), []),
    ])
    for route in [Self.httpRoute, Self.grpcRoute] {
      try await route.check([
        (check, parent("kind: EgressNetwork"), []),
        (check, parent("group: policy.linkerd.io, kind: EgressNetwork"), [text]),
        (check, parent("group: policy.linkerd.io, kind: egressnetwork, port: 80"), []),
      ])
    }
    for (kind, name) in [("TLSRoute", "TlsRoute"), ("TCPRoute", "TcpRoute")] {
      let backend = "{backendRefs: [{name: a, port: 80}]}"
      try await LinkerdWebhookTexts(apiVersion: "gateway.networking.k8s.io/v1alpha2", kind: kind).check([
        (check, "\(parent("group: policy.linkerd.io, kind: EgressNetwork")), rules: [\(backend)]", [text]),
        ("Validate<\(kind)>", "rules: [\(backend)]", []),
        ("Validate<\(kind)>", "rules: [\(backend), \(backend)]", ["\(name) supports a single rule only"]),
      ])
    }
  }

  @Test func `says what the webhook says of matches`() async throws {
    func match(_ text: String) -> String { "parentRefs: [{name: a}], rules: [{matches: [{\(text)}]}]" }
    func relative(_ path: String) -> [String] {
      ["HttpPathMatch paths must be absolute (begin with `/`); \"\(path)\" is not an absolute path"]
    }
    func pattern(_ reason: String) -> [String] { ["regex parse error: \(reason)"] }
    let (path, header, query) = ("http.rs path_match", "http.rs header_match", "http.rs query_param_match")
    for route in [Self.linkerdRoute, Self.httpRoute] {
      try await route.check([
        (path, match("path: {value: /a}"), []),
        (path, match("path: {type: Exact}"), []),
        (path, match("path: {value: a}"), relative("a")),
        (path, match("path: {type: Exact, value: ''}"), relative("")),
        (path, match("path: {type: RegularExpression, value: '/users/[0-9]{1,3}'}"), []),
        (
          path, match("path: {type: RegularExpression, value: '/users/{id}'}"),
          pattern("repetition quantifier expects a valid decimal")
        ),
        (header, match("headers: [{name: x-a, value: b}]"), []),
        (header, match("headers: [{name: 'x a', value: b}]"), ["invalid HTTP header name"]),
        (header, match("headers: [{name: x-a, value: 'ü'}]"), ["failed to parse header value"]),
        (header, match("headers: [{name: x-a, type: RegularExpression, value: '('}]"), pattern("unclosed group")),
        (query, match("queryParams: [{name: a, value: '('}]"), []),
        (query, match("queryParams: [{name: a, type: RegularExpression, value: '('}]"), pattern("unclosed group")),
      ])
    }
    try await Self.grpcRoute.check([
      ("grpc.rs try_match", match("method: {service: a, method: b}"), []),
      (
        "grpc.rs try_match", match("method: {type: RegularExpression, service: a}"),
        ["unsupported GRPCRoute method match type: RegularExpression"]
      ),
      ("grpc.rs header_match", match("headers: [{name: 'a:', value: b}]"), ["invalid HTTP header name"]),
    ])
  }

  @Test func `says what the webhook says of filters`() async throws {
    func filter(_ text: String) -> String { "parentRefs: [{name: a}], rules: [{filters: [{\(text)}]}]" }
    func redirect(_ path: String) -> String { filter("type: RequestRedirect, requestRedirect: {path: {\(path)}}") }
    func modifier(_ text: String) -> String {
      filter("type: RequestHeaderModifier, requestHeaderModifier: {\(text)}")
    }
    func relative(_ path: String) -> [String] {
      [
        "RequestRedirect filters may only contain absolute paths (starting with '/'); "
          + "\"\(path)\" is not an absolute path"
      ]
    }
    let (path, header) = ("http.rs path_modifier", "http.rs request_header_modifier")
    for route in [Self.linkerdRoute, Self.httpRoute] {
      try await route.check([
        (path, redirect("type: ReplaceFullPath, replaceFullPath: /a"), []),
        (path, redirect("type: ReplaceFullPath, replaceFullPath: a"), relative("a")),
        (path, redirect("type: ReplacePrefixMatch, replacePrefixMatch: a"), relative("a")),
        (
          path, redirect("type: ReplaceFullPath"),
          ["RequestRedirect filter must contain either replace_full_path or replace_prefix_match"]
        ),
        (header, modifier("add: [{name: x-a, value: b}], remove: [x-c]"), []),
        (header, modifier("set: [{name: 'x a', value: b}]"), ["invalid HTTP header name"]),
        (header, modifier("add: [{name: x-a, value: \"a\\nb\"}]"), ["failed to parse header value"]),
        (header, modifier("remove: ['x a']"), ["invalid HTTP header name"]),
      ])
    }
    try await Self.linkerdRoute.check([
      ("HttpRouteFilter", filter("type: RequestRedirect"), ["missing field `requestRedirect`"]),
      ("HttpRouteFilter", filter("type: RequestHeaderModifier"), ["missing field `requestHeaderModifier`"]),
    ])
    try await Self.grpcRoute.check([("grpc.rs", modifier("remove: ['x a']"), ["invalid HTTP header name"])])
  }

  @Test func `says what the webhook says of timeouts and backends`() async throws {
    func timeouts(_ text: String) -> String { "parentRefs: [{name: a}], rules: [{timeouts: {\(text)}}]" }
    func backend(_ text: String) -> String { "parentRefs: [{name: a}], rules: [{backendRefs: [{name: a\(text)}]}]" }
    let check = "validate_timeouts"
    let units = "missing or invalid unit: expected one of 'ns', 'us', 'µs', 'ms', 's', 'm', or 'h'"
    try await Self.linkerdRoute.check([
      (
        check, timeouts("request: 10s, backendRequest: 1h"),
        ["backendRequest timeout (1h) must not be greater than request timeout (10s)"]
      ),
      (
        check, timeouts("request: 0s, backendRequest: 1s"),
        ["backendRequest timeout (1s) must not be greater than request timeout (0s)"]
      ),
      (check, timeouts("request: 10s, backendRequest: 500ms"), []),
      (check, timeouts("request: -1s"), ["request timeout must not be negative"]),
      (check, timeouts("backendRequest: -1s"), ["backendRequest timeout must not be negative"]),
      ("duration.rs", timeouts("request: '5'"), ["\"5\" is no duration: \(units)"]),
      ("duration.rs", timeouts("request: 1d"), ["\"1d\" is no duration: \(units)"]),
      ("Validate<HttpRouteSpec>", backend(""), []),
    ])
    let reference = "validate_http_backend_if_service"
    for route in [Self.httpRoute, Self.grpcRoute] {
      try await route.check([
        (reference, backend(", port: 80"), []),
        (reference, backend(""), ["invalid backendRef: cannot reference a Service without a port"]),
        (
          reference, backend(", group: core, kind: Service"),
          ["invalid backendRef: cannot reference a Service without a port"]
        ),
        (reference, backend(", group: example.com, kind: Bucket"), []),
      ])
    }
  }

  @Test func `says what the webhook says of the annotations of routes to services`() async throws {
    let service = "parentRefs: [{group: core, kind: Service, name: a, port: 80}]"
    func check(
      _ annotation: String, _ value: String, _ texts: [String], kind: String = "HTTPRoute", parent: String? = nil
    ) async throws {
      let metadata = "namespace: shop, annotations: {\(annotation): '\(value)'}"
      let route = LinkerdWebhookTexts(apiVersion: "gateway.networking.k8s.io/v1", kind: kind, metadata: metadata)
      try await route.check([("\(annotation) \(value)", parent ?? service, texts)])
    }
    let digit = "invalid digit found in string"
    let all: [(String, String, [String])] = [
      ("retry.linkerd.io/limit", "3", []),
      ("retry.linkerd.io/limit", "", ["cannot parse integer from empty string"]),
      ("retry.linkerd.io/limit", "-1", [digit]),
      ("retry.linkerd.io/limit", "65536", ["number too large to fit in target type"]),
      ("retry.linkerd.io/timeout", "300ms", []),
      ("timeout.linkerd.io/idle", "1d", []),
      ("timeout.linkerd.io/request", "0", []),
      ("timeout.linkerd.io/request", " 5s ", []),
      ("timeout.linkerd.io/request", "5", ["missing duration unit; did you mean '5s' or '5ms'?"]),
      ("timeout.linkerd.io/request", "0.5s", ["fractional values not supported"]),
      ("timeout.linkerd.io/response", "1h30m", [digit]),
      ("timeout.linkerd.io/response", "-5s", ["duration value cannot be negative: '-5s'"]),
      ("timeout.linkerd.io/response", "10x", ["invalid duration unit x (expected one of 'ms', 's', 'm', 'h', or 'd')"]),
      ("timeout.linkerd.io/response", "soon", ["soon does not contain a timeout duration value"]),
      (
        "timeout.linkerd.io/response", "999999999999999999d",
        ["Timeout value 999999999999999999d overflows when converted to 'ms'"]
      ),
      ("retry.linkerd.io/http", "5xx,gateway-error,429,500-504", []),
      ("retry.linkerd.io/http", "5xx, 429", ["invalid retry condition: 5xx, 429"]),
      ("retry.linkerd.io/http", "600", ["invalid retry condition: 600"]),
      ("retry.linkerd.io/http", "504-500", ["invalid retry condition: 504-500"]),
    ]
    for (annotation, value, texts) in all { try await check(annotation, value, texts) }
    try await check("retry.linkerd.io/grpc", "internal,Unavailable", [], kind: "GRPCRoute")
    try await check(
      "retry.linkerd.io/grpc", "internal,aborted", ["Unknown grpc retry condition: aborted"], kind: "GRPCRoute")
    try await check("retry.linkerd.io/http", "aborted", [], kind: "GRPCRoute")
    try await check("retry.linkerd.io/limit", "-1", [], parent: "parentRefs: [{kind: Service, name: a, port: 80}]")
    try await check(
      "retry.linkerd.io/limit", "-1", [digit],
      parent: "parentRefs: [{group: policy.linkerd.io, kind: EgressNetwork, name: a, port: 80}]")
  }
}
