import MeshModel
import MeshResolver
import Testing

/// Which route of a Server takes a request: `linkerd/http/route/src` of linkerd2-proxy, with the names of its tests
/// where it has one, and `policy-controller/k8s/index/src/inbound` for which routes a Server has.
@Suite struct `Routes of a Linkerd Server` {
  struct Case: Sendable, CustomTestStringConvertible {
    /// The source of the row.
    var source: String
    var proxyProtocol = "unknown"
    /// Name, and the spec without its parents; `grpc/…` for a GRPCRoute, `gateway/…` for one of the Gateway API.
    var routes: [(name: String, spec: String)]
    var request = "GET /"
    var host: String?
    var headers: [Request.Header] = []
    /// The route, `404`, `unknown`, or `none` where the Server has no routes.
    var expected: String

    var testDescription: String { "\(source): \(request)" }

    var objects: [String] {
      routes.flatMap { name, spec in
        let parts = name.split(separator: "/")
        let (kind, group) =
          switch parts.first {
          case "grpc": ("GRPCRoute", "gateway.networking.k8s.io")
          case "gateway": ("HTTPRoute", "gateway.networking.k8s.io")
          default: ("HTTPRoute", "policy.linkerd.io")
          }
        let own = parts.last ?? ""
        return [
          """
          apiVersion: \(group)/\(group == "policy.linkerd.io" ? "v1beta3" : "v1")
          kind: \(kind)
          metadata: {name: \(own), namespace: shop}
          spec: {parentRefs: [{group: policy.linkerd.io, kind: Server, name: web}], \(spec)}
          """,
          """
          apiVersion: policy.linkerd.io/v1alpha1
          kind: AuthorizationPolicy
          metadata: {name: \(own), namespace: shop}
          spec:
            targetRef: {group: \(group), kind: \(kind), name: \(own)}
            requiredAuthenticationRefs: [{group: policy.linkerd.io, kind: NetworkAuthentication, name: all}]
          """,
        ]
      }
    }
  }

  static func path(_ type: String, _ value: String) -> String {
    "rules: [{matches: [{path: {type: \(type), value: '\(value)'}}]}]"
  }

  static let paths: [Case] = [
    Case(source: "path.rs", routes: [("one", path("Exact", "/foo"))], request: "GET /foo", expected: "one"),
    Case(source: "path.rs", routes: [("one", path("Exact", "/foo"))], request: "GET /foo?a=b", expected: "one"),
    Case(source: "path.rs", routes: [("one", path("Exact", "/foo"))], request: "GET /foo/", expected: "404"),
    Case(source: "path.rs", routes: [("one", path("PathPrefix", "/foo"))], request: "GET /foo/bar", expected: "one"),
    Case(source: "path.rs", routes: [("one", path("PathPrefix", "/foo/"))], request: "GET /foo", expected: "one"),
    Case(source: "path.rs", routes: [("one", path("PathPrefix", "/foo"))], request: "GET /foo/", expected: "one"),
    Case(source: "path.rs", routes: [("one", path("PathPrefix", "/foo"))], request: "GET /foobar", expected: "404"),
    Case(source: "path.rs", routes: [("one", path("PathPrefix", "/"))], request: "GET /any", expected: "one"),
    Case(
      source: "path.rs", routes: [("one", path("RegularExpression", "/v[0-9]"))], request: "GET /v1", expected: "one"),
    Case(
      source: "path.rs", routes: [("one", path("RegularExpression", "/v[0-9]"))], request: "GET /v1/a",
      expected: "404"),
    Case(
      source: "path.rs", routes: [("one", path("RegularExpression", "/v1/.*"))], request: "GET /v1/a", expected: "one"),
    // The engine finds /a, the first alternative, which is not the whole.
    Case(
      source: "path.rs", routes: [("one", path("RegularExpression", "/a|/ab"))], request: "GET /ab",
      expected: "unknown"),
    Case(
      source: "path_length_precedence",
      routes: [("short", path("PathPrefix", "/foo")), ("whole", path("Exact", "/foo/bar"))], request: "GET /foo/bar",
      expected: "whole"),
    // Only the length counts, not the type.
    Case(
      source: "path.rs PathMatch::cmp",
      routes: [("b", path("Exact", "/foo")), ("a", path("PathPrefix", "/foo"))], request: "GET /foo", expected: "a"),
    Case(
      source: "path.rs PathMatch::cmp",
      routes: [("long", path("PathPrefix", "/foo/bar")), ("regex", path("RegularExpression", "/foo/.*"))],
      request: "GET /foo/bar/baz", expected: "regex"),
  ]

  static let requests: [Case] = [
    Case(source: "implicit match", routes: [("one", "rules: [{}]")], request: "PUT /any", expected: "one"),
    Case(source: "no rules", routes: [("one", "rules: []")], expected: "404"),
    Case(source: "httproute.yaml: rules default to one for /", routes: [("one", "")], expected: "one"),
    Case(
      source: "hostname_precedence",
      routes: [
        ("wild", "hostnames: ['*.example.com'], \(path("Exact", "/foo"))"),
        ("exact", "hostnames: [foo.example.com], \(path("PathPrefix", "/"))"),
      ], request: "GET /foo", host: "foo.example.com:8080", expected: "exact"),
    Case(
      source: "host.rs suffix lengths",
      routes: [("a", "hostnames: ['*.com'], rules: [{}]"), ("b", "hostnames: ['*.example.com'], rules: [{}]")],
      host: "Foo.Example.com.", expected: "b"),
    Case(
      source: "host.rs: a suffix takes any number of labels, and not none",
      routes: [("a", "hostnames: ['*.example.com'], rules: [{}]")], host: "example.com", expected: "404"),
    Case(
      source: "lib.rs: a host before none",
      routes: [("any", path("Exact", "/foo")), ("host", "hostnames: ['*.com'], rules: [{}]")], request: "GET /foo",
      host: "a.com", expected: "host"),
    Case(
      source: "header_count_precedence",
      routes: [
        ("one", "rules: [{matches: [{headers: [{name: x-a, value: b}]}]}]"),
        ("two", "rules: [{matches: [{headers: [{name: X-A, value: b}, {name: x-c, value: d}]}]}]"),
      ], headers: [Request.Header("x-a", ["b"]), Request.Header("x-c", ["d"])], expected: "two"),
    Case(
      source: "query_param.rs", routes: [("one", "rules: [{matches: [{queryParams: [{name: a b, value: c&d}]}]}]")],
      request: "GET /?x=1&a+b=c%26d", expected: "one"),
    Case(
      source: "query_param.rs", routes: [("one", "rules: [{matches: [{queryParams: [{name: a, value: b}]}]}]")],
      request: "GET /?a=c", expected: "404"),
    Case(
      source: "match.rs: a method counts last",
      routes: [("any", "rules: [{}]"), ("get", "rules: [{matches: [{method: GET}]}]")], expected: "get"),
    Case(
      source: "match.rs", routes: [("post", "rules: [{matches: [{method: POST}]}]")], expected: "404"),
    Case(source: "first_identical_wins", routes: [("b", "rules: [{}]"), ("a", "rules: [{}]")], expected: "a"),
  ]

  static let grpc: [Case] = [
    Case(
      source: "grpc/match.rs", proxyProtocol: "gRPC",
      routes: [
        ("grpc/service", "rules: [{matches: [{method: {service: a.B}}]}]"),
        ("grpc/method", "rules: [{matches: [{method: {service: a.B, method: Get}}]}]"),
      ], request: "POST /a.B/Get", expected: "method"),
    Case(
      source: "grpc/match.rs: a call is a POST", proxyProtocol: "gRPC",
      routes: [("grpc/one", "rules: [{matches: [{method: {service: a.B}}]}]")], request: "GET /a.B/Get",
      expected: "404"),
    Case(
      source: "grpc/match.rs", proxyProtocol: "gRPC",
      routes: [("grpc/one", "rules: [{matches: [{method: {method: Get}}]}]")], request: "POST /x/Get", expected: "one"),
    Case(
      source: "grpc/match.rs", proxyProtocol: "gRPC",
      routes: [("grpc/one", "rules: [{matches: [{method: {service: a.B}}]}]")], request: "POST /a.C/Get",
      expected: "404"),
    Case(
      source: "inbound.rs to_server: a GRPCRoute is for gRPC", routes: [("grpc/one", "rules: [{}]")], expected: "none"),
    Case(
      source: "inbound.rs to_server: an HTTPRoute is for HTTP", proxyProtocol: "gRPC", routes: [("one", "rules: [{}]")],
      request: "POST /a/b", expected: "none"),
    Case(
      source: "status index.rs parent_has_conflicting_routes",
      routes: [("grpc/one", "rules: [{}]"), ("two", "rules: [{}]")], expected: "none"),
    Case(
      source: "inbound/index/http.rs try_gateway_filter",
      routes: [("gateway/one", "rules: [{filters: [{type: URLRewrite, urlRewrite: {hostname: a}}]}]")],
      expected: "none"),
    Case(
      source: "inbound/index/http.rs try_gateway_filter",
      routes: [("gateway/one", "rules: [{filters: [{type: RequestHeaderModifier}]}]")], expected: "one"),
    Case(
      source: "grpc inbound/http.rs to_route_list: by name, then group",
      routes: [("two", "rules: [{}]"), ("gateway/one", "rules: [{}]")], expected: "one"),
  ]

  @Test(arguments: paths + requests + grpc) func `are chosen by the most specific match`(row: Case) async throws {
    let mesh = try await mesh(Self.manifests(row.objects, proxyProtocol: row.proxyProtocol))
    let words = row.request.split(separator: " ").map(String.init)
    var request = Request(to: .workload(0), port: 8080)
    request.method = words[0]
    request.path = words[1]
    request.host = row.host
    request.headers = row.headers
    let verdict = try #require(mesh.linkerd).verdict(on: request, of: 0)
    let found =
      switch verdict.decision {
      case .allow: verdict.resource?.name.value ?? ""
      case .deny: verdict.reason.contains("404") ? "404" : "none"
      default: verdict.decision.rawValue
      }
    #expect(found == row.expected, "\(verdict.reason)")
  }

  static func manifests(_ objects: [String], proxyProtocol: String = "unknown") -> String {
    let base = [
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: shop, annotations: {linkerd.io/inject: enabled}}
      """,
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: shop}
      spec:
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
              - name: web
                ports: [{containerPort: 8080, name: http}]
                livenessProbe: {httpGet: {path: /live?deep=1, port: http}}
                readinessProbe: {httpGet: {path: /ready, port: "8080"}}
      """,
      """
      apiVersion: policy.linkerd.io/v1beta3
      kind: Server
      metadata: {name: web, namespace: shop}
      spec: {podSelector: {matchLabels: {app: web}}, port: 8080, proxyProtocol: \(proxyProtocol)}
      """,
      """
      apiVersion: policy.linkerd.io/v1alpha1
      kind: NetworkAuthentication
      metadata: {name: all, namespace: shop}
      spec: {networks: [{cidr: 0.0.0.0/0}, {cidr: '::/0'}]}
      """,
    ]
    return (base + objects).joined(separator: "\n---\n")
  }

  /// Parents that make Linkerd leave the whole route out: `policy-controller/k8s/index/src/inbound/routes.rs`.
  @Test(arguments: [
    ("{group: policy.linkerd.io, kind: Server, name: web}", "404"),
    ("{group: POLICY.linkerd.io, kind: server, name: web}", "404"),
    ("{kind: Server, name: web}", "404"),
    ("{name: web}", "nothing is authorized"),
    ("{group: '', kind: Server, name: web}", "nothing is authorized"),
    ("{kind: Server, name: web, namespace: shop}", "404"),
    ("{kind: Server, name: web, namespace: other}", "nothing is authorized"),
    ("{kind: Server, name: web, port: 8080}", "nothing is authorized"),
    ("{kind: Server, name: web, sectionName: http}", "nothing is authorized"),
    ("{kind: Server, name: web}, {kind: Server, name: b, port: 1}", "nothing is authorized"),
    ("{kind: Server, name: web}, {group: core, kind: Service, name: web, port: 80}", "404"),
  ]) func `are attached by group, kind and name of their parents`(parents: String, expected: String) async throws {
    let route = """
      apiVersion: policy.linkerd.io/v1beta3
      kind: HTTPRoute
      metadata: {name: web, namespace: shop}
      spec: {parentRefs: [\(parents)], rules: [{matches: [{path: {value: /other}}]}]}
      """
    let mesh = try await mesh(Self.manifests([route]))
    let verdict = try #require(mesh.linkerd).verdict(on: Request(to: .workload(0), port: 8080), of: 0)
    #expect(verdict.reason.contains(expected), "\(verdict.reason)")
  }

  /// `policy-controller/k8s/index/src/inbound/workload.rs` pod_http_probes, and `index.rs` default_inbound_http_routes.
  @Test(arguments: [
    ("GET", "/live", "unknown", true), ("GET", "/live?x=y", "HTTP/1", true), ("HEAD", "/live", "unknown", false),
    ("GET", "/live/", "unknown", false), ("GET", "/other", "unknown", false), ("GET", "/live", "gRPC", false),
    ("GET", "/live", "opaque", false),
    // A number in quotes is a name, which the container has no port of.
    ("GET", "/ready", "unknown", false),
  ]) func `make way for probes where there are none`(
    method: String, path: String, proxyProtocol: String, isLetIn: Bool
  ) async throws {
    let mesh = try await mesh(Self.manifests([], proxyProtocol: proxyProtocol))
    var request = Request(to: .workload(0), port: 8080)
    request.method = method
    request.path = path
    let verdict = try #require(mesh.linkerd).verdict(on: request, of: 0)
    #expect((verdict.decision == .allow) == isLetIn, "\(verdict.reason)")
  }
}
