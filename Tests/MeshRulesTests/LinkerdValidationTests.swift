import Testing

/// The table of `policy-controller/runtime/src/admission.rs`, but for routes.
@Suite struct `The validation of Linkerd's resources` {
  private static let mesh = "group: policy.linkerd.io, kind: MeshTLSAuthentication, name: a"
  private static let network = "group: policy.linkerd.io, kind: NetworkAuthentication, name: a"

  @Test func `says what the webhook says of the target of an AuthorizationPolicy`() async throws {
    func target(_ text: String) -> String { "targetRef: {\(text)}, requiredAuthenticationRefs: []" }
    func unsupported(_ kind: String) -> [String] { ["unsupported authorization target type: \(kind)"] }
    let (own, types) = ("Validate<AuthorizationPolicySpec>", "authorization_policy.rs target")
    try await LinkerdWebhookTexts(kind: "AuthorizationPolicy").check([
      (own, target("kind: Namespace, name: shop"), []),
      (own, target("group: core, kind: Namespace, name: bank"), ["cannot target another namespace: bank"]),
      (types, target("group: policy.linkerd.io, kind: Server, name: a"), []),
      (types, target("group: Policy.Linkerd.io, kind: server, name: a"), []),
      (types, target("group: policy.linkerd.io, kind: HTTPRoute, name: a"), []),
      (types, target("group: gateway.networking.k8s.io, kind: HTTPRoute, name: a"), []),
      (types, target("group: gateway.networking.k8s.io, kind: GRPCRoute, name: a"), []),
      (types, target("group: policy.linkerd.io, kind: GRPCRoute, name: a"), unsupported("GRPCRoute.policy.linkerd.io")),
      (types, target("kind: Server, name: a"), unsupported("Server")),
      (types, target("group: '', kind: Server, name: a"), unsupported("Server.")),
      (types, target("group: core, kind: Server, name: a"), unsupported("Server.core")),
      (types, target("group: apps, kind: Deployment, name: a"), unsupported("Deployment.apps")),
      (types, target("kind: ServiceAccount, name: a"), unsupported("ServiceAccount")),
    ])
  }

  @Test func `says what the webhook says of authentications`() async throws {
    func asking(_ references: String...) -> String {
      "targetRef: {kind: Namespace, name: shop}, requiredAuthenticationRefs: ["
        + references.map { "{\($0)}" }.joined(separator: ", ") + "]"
    }
    let account = "kind: ServiceAccount, name: a"
    let check = "Validate<AuthorizationPolicySpec>"
    try await LinkerdWebhookTexts(kind: "AuthorizationPolicy").check([
      (check, asking(), []),
      (check, asking(Self.mesh, Self.network), []),
      (check, asking(account, Self.network), []),
      (check, asking("group: core, kind: serviceaccount, name: a"), []),
      (check, asking(Self.mesh, Self.mesh), ["only a single MeshTLSAuthentication may be set"]),
      (check, asking(account, account), ["only a single ServiceAccount may be set"]),
      (check, asking(Self.mesh, account), ["a MeshTLSAuthentication and ServiceAccount may not be set together"]),
      (check, asking(Self.network, Self.network), ["only a single NetworkAuthentication may be set"]),
      (
        check, asking("kind: MeshTLSAuthentication, name: a"),
        ["unsupported authentication kind(s): MeshTLSAuthentication"]
      ),
      (
        check, asking("group: policy.linkerd.io, kind: ServiceAccount, name: a"),
        ["unsupported authentication kind(s): ServiceAccount.policy.linkerd.io"]
      ),
      (check, asking("kind: Namespace, name: shop"), ["unsupported authentication kind(s): Namespace"]),
    ])
  }

  @Test func `says what the webhook says of identities`() async throws {
    let regex = #"^(\*|[a-z0-9]([-a-z0-9]*[a-z0-9])?)(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"#
    func identity(_ text: String) -> String { "identities: ['\(text)']" }
    func wrong(_ id: String, _ reason: String? = nil) -> [String] {
      let other = "identity must be a valid SPIFFE id or a DNS SAN, matching the regex: \(regex)"
      return ["id \(id) is invalid: \(reason ?? other)"]
    }
    let (domain, path) = (
      "SPIFFE trust domain characters are limited to lowercase letters, numbers, dots, dashes, and underscores",
      "SPIFFE path segment characters are limited to letters, numbers, dots, dashes, and underscores"
    )
    let (name, spiffe) = ("validation.rs validate_identity", "validation.rs validate_path")
    try await LinkerdWebhookTexts(kind: "MeshTLSAuthentication").check([
      (name, identity("a.shop.serviceaccount.identity.linkerd.cluster.local"), []),
      (name, identity("*"), []),
      (name, identity("*.shop.serviceaccount.identity.linkerd.cluster.local"), []),
      (name, identity("system.*"), wrong("system.*")),
      (name, identity("*a.local"), wrong("*a.local")),
      (name, identity("system.local."), wrong("system.local.")),
      (name, identity(".system"), wrong(".system")),
      (name, identity("system..local"), wrong("system..local")),
      (name, identity("System"), wrong("System")),
      (name, identity("-a"), wrong("-a")),
      (name, identity(""), wrong("")),
      (name, identity("cluster.local/ns/shop/sa/cart"), wrong("cluster.local/ns/shop/sa/cart")),
      (name, identity("http://shop"), wrong("http://shop")),
      (name, identity("spiffe:/shop"), wrong("spiffe:/shop")),
      (name, identity("spiffe://shop.example_1"), []),
      (name, identity("spiffe://shop/ns/A_b.c-1"), []),
      (name, identity("spiffe:///a"), wrong("spiffe:///a", "SPIFFE trust domain is missing")),
      (name, identity("spiffe://Shop/a"), wrong("spiffe://Shop/a", domain)),
      (name, identity("spiffe://shop:80/a"), wrong("spiffe://shop:80/a", domain)),
      (spiffe, identity("spiffe://shop/a?b"), wrong("spiffe://shop/a?b", path)),
      (spiffe, identity("spiffe://shop/"), wrong("spiffe://shop/", "SPIFFE path cannot have a trailing slash")),
      (spiffe, identity("spiffe://shop//a"), wrong("spiffe://shop//a", "SPIFFE path cannot contain empty segments")),
      (spiffe, identity("spiffe://shop/./a"), wrong("spiffe://shop/./a", "SPIFFE path cannot contain dot segments")),
      (spiffe, identity("spiffe://shop/.."), wrong("spiffe://shop/..", "SPIFFE path cannot contain dot segments")),
    ])
  }

  @Test func `says what the webhook says of references to identities`() async throws {
    func reference(_ text: String) -> String { "identityRefs: [{\(text)}]" }
    let check = "validate_identity_ref"
    try await LinkerdWebhookTexts(kind: "MeshTLSAuthentication").check([
      (check, reference("kind: ServiceAccount, name: a, namespace: bank"), []),
      (check, reference("kind: Namespace, name: bank"), []),
      (
        check, reference("kind: Namespace, name: bank, namespace: bank"),
        ["Namespace identity_ref is cluster-scoped and cannot have a namespace"]
      ),
      (check, reference("kind: Pod, name: a"), ["invalid identity target kind: Pod"]),
      (
        check, reference("group: apps, kind: ServiceAccount, name: a"),
        ["invalid identity target kind: ServiceAccount.apps"]
      ),
      ("NamespacedTargetRef", reference("kind: ServiceAccount"), ["missing field `name`"]),
    ])
  }

  @Test func `says what the webhook says of Servers`() async throws {
    func server(_ fields: String) -> String { "podSelector: {}, \(fields)" }
    let protocols = "`unknown`, `HTTP/1`, `HTTP/2`, `gRPC`, `opaque`, `TLS`"
    let (type, port, policy) = ("server.rs ProxyProtocol", "server.rs Port", "Validate<ServerSpec>")
    func outside(_ number: Int) -> [String] {
      ["port \(number) is out of range 1..65535 (data did not match any variant of untagged enum Port)"]
    }
    func mode(_ text: String) -> [String] { ["Invalid 'accessPolicy' field: invalid mode: \"\(text)\""] }
    try await LinkerdWebhookTexts(apiVersion: "policy.linkerd.io/v1beta3", kind: "Server").check([
      (type, server("port: 80, proxyProtocol: unknown"), []),
      (type, server("port: 80, proxyProtocol: HTTP/1"), []),
      (type, server("port: 80, proxyProtocol: HTTP/2"), []),
      (type, server("port: 80, proxyProtocol: gRPC"), []),
      (type, server("port: 80, proxyProtocol: opaque"), []),
      (type, server("port: 80, proxyProtocol: TLS"), []),
      (type, server("port: 80, proxyProtocol: http/1"), ["unknown variant `http/1`, expected one of \(protocols)"]),
      (type, server("port: 80, proxyProtocol: TCP"), ["unknown variant `TCP`, expected one of \(protocols)"]),
      (port, server("port: http"), []),
      (port, server("port: 65535"), []),
      (port, server("port: 0"), outside(0)),
      (port, server("port: 65536"), outside(65536)),
      (port, server("port: -1"), outside(-1)),
      (policy, server("port: 80, accessPolicy: deny"), []),
      (policy, server("port: 80, accessPolicy: audit"), []),
      (policy, server("port: 80, accessPolicy: all-authenticated"), []),
      (policy, server("port: 80, accessPolicy: all-unauthenticated"), []),
      (policy, server("port: 80, accessPolicy: cluster-authenticated"), []),
      (policy, server("port: 80, accessPolicy: cluster-unauthenticated"), []),
      (policy, server("port: 80, accessPolicy: all_authenticated"), mode("all_authenticated")),
      (policy, server("port: 80, accessPolicy: allow"), mode("allow")),
      ("labels.rs Selector", "podSelector: {matchLabels: {app: a}}, port: 80", []),
      (
        "labels.rs Selector", "podSelector: {matchLabels: {app: 1, tier: true}}, port: 80",
        ["invalid type: integer `1`, expected a string", "invalid type: boolean `true`, expected a string"]
      ),
    ])
    try await LinkerdWebhookTexts(apiVersion: "policy.linkerd.io/v1beta1", kind: "Server").check([
      (policy, server("port: 80, accessPolicy: nobody"), [])
    ])
  }

  @Test(arguments: ["NetworkAuthentication", "EgressNetwork"]) func `says what the webhook says of networks`(
    kind: String
  ) async throws {
    func network(_ text: String) -> String { "trafficPolicy: Deny, networks: [{\(text)}]" }
    func unreadable(_ text: String) -> [String] {
      ["not a valid CIDR or IP address: \(text) (data did not match any variant of untagged enum Cidr)"]
    }
    func negated(_ cidr: String, _ except: String) -> [String] {
      ["cidr '\(cidr)' is completely negated by exception '\(except)'"]
    }
    func outside(_ cidr: String, _ except: String) -> [String] {
      ["cidr '\(cidr)' does not include exception '\(except)'"]
    }
    let (any, each, form) = ("Validate<\(kind)Spec>", "validate_networks", "network.rs Cidr")
    try await LinkerdWebhookTexts(kind: kind).check([
      (any, "trafficPolicy: Deny, networks: []", ["at least one network must be specified"]),
      (form, network("cidr: 10.0.0.0/8"), []),
      (form, network("cidr: 10.1.2.3"), []),
      (form, network("cidr: 'fd00::/8'"), []),
      (form, network("cidr: 10.0.0.0/33"), unreadable("10.0.0.0/33")),
      (form, network("cidr: 10.0.0"), unreadable("10.0.0")),
      (form, network("cidr: example.com"), unreadable("example.com")),
      (form, network("cidr: 'fe80::1%eth0'"), unreadable("fe80::1%eth0")),
      (form, network("cidr: 10.0.0.0/8, except: [10.0.0.256]"), unreadable("10.0.0.256")),
      (each, network("cidr: 10.0.0.0/8, except: [10.1.0.0/16, 10.2.3.4]"), []),
      (each, network("cidr: 10.9.0.0/8, except: [10.1.0.0/16]"), []),
      (each, network("cidr: 10.1.0.0/16, except: [10.0.0.0/8]"), negated("10.1.0.0/16", "10.0.0.0/8")),
      (each, network("cidr: 10.1.0.0/16, except: [10.1.0.0/16]"), negated("10.1.0.0/16", "10.1.0.0/16")),
      (each, network("cidr: 10.1.2.3, except: [10.1.2.3/32]"), negated("10.1.2.3", "10.1.2.3/32")),
      (each, network("cidr: 10.0.0.0/8, except: [192.168.0.0/16]"), outside("10.0.0.0/8", "192.168.0.0/16")),
      (each, network("cidr: 0.0.0.0/0, except: ['::/0']"), outside("0.0.0.0/0", "::/0")),
    ])
  }

  @Test func `takes an EgressNetwork without networks`() async throws {
    try await LinkerdWebhookTexts(kind: "EgressNetwork").check([
      ("Validate<EgressNetworkSpec>", "trafficPolicy: Allow", [])
    ])
  }

  @Test func `says what the webhook says of ServerAuthorizations`() async throws {
    func client(_ text: String) -> String { "server: {name: a}, client: {\(text)}" }
    let both = "`unauthenticated` must be false if `mesh_tls` is specified"
    let named = "`unauthenticatedTLS` must be false if any `identities` or `service_accounts` is specified"
    let check = "Validate<ServerAuthorizationSpec>"
    try await LinkerdWebhookTexts(apiVersion: "policy.linkerd.io/v1beta1", kind: "ServerAuthorization").check([
      (check, client("unauthenticated: true"), []),
      (check, client("unauthenticated: false, meshTLS: {identities: ['*']}"), []),
      (check, client("unauthenticated: true, meshTLS: {identities: ['*']}"), [both]),
      (check, client("unauthenticated: true, meshTLS: {}"), [both]),
      (check, client("meshTLS: {unauthenticatedTLS: true}"), []),
      (check, client("meshTLS: {unauthenticatedTLS: true, identities: []}"), []),
      (check, client("meshTLS: {unauthenticatedTLS: true, identities: ['*']}"), [named]),
      (check, client("meshTLS: {unauthenticatedTLS: true, serviceAccounts: [{name: a}]}"), [named]),
      (
        check, client("unauthenticated: true, networks: [{cidr: 10.0.0.0/8, except: [0.0.0.0/0]}]"),
        ["cidr '10.0.0.0/8' is completely negated by exception '0.0.0.0/0'"]
      ),
      (
        "labels.rs Selector", "server: {selector: {matchLabels: {app: 1}}}, client: {unauthenticated: true}",
        ["invalid type: integer `1`, expected a string"]
      ),
    ])
  }

  @Test func `says what the webhook says of HTTPLocalRateLimitPolicies`() async throws {
    let server = "targetRef: {group: policy.linkerd.io, kind: Server, name: a}"
    func rates(_ text: String) -> String { "\(server), \(text)" }
    func client(_ text: String, rate: Int = 1) -> String {
      "\(server), total: {requestsPerSecond: 9}, overrides: [{requestsPerSecond: \(rate), clientRefs: [{\(text)}]}]"
    }
    let check = "Validate<RateLimitPolicySpec>"
    func tooMuch(_ name: String) -> [String] {
      ["\(name).requestsPerSecond must be less than or equal to total.requestsPerSecond"]
    }
    func none(_ name: String) -> [String] { ["\(name).requestsPerSecond must be greater than 0"] }
    try await LinkerdWebhookTexts(kind: "HTTPLocalRateLimitPolicy").check([
      (check, rates("total: {requestsPerSecond: 9}, identity: {requestsPerSecond: 9}"), []),
      (check, "targetRef: {kind: Server, name: a}", ["invalid targetRef kind: Server"]),
      (check, "targetRef: {kind: Namespace, name: a}", ["invalid targetRef kind: Namespace"]),
      (check, rates("total: {requestsPerSecond: 0}"), none("total")),
      (check, rates("identity: {requestsPerSecond: 0}"), none("identity")),
      (check, rates("total: {requestsPerSecond: 9}, identity: {requestsPerSecond: 10}"), tooMuch("identity")),
      (check, rates("identity: {requestsPerSecond: 10}"), []),
      (
        "ratelimit_policy.rs Limit", rates("total: {requestsPerSecond: -1}"),
        ["invalid value: integer `-1`, expected u32"]
      ),
      (check, client("kind: ServiceAccount, name: a", rate: 9), []),
      (check, client("kind: ServiceAccount, name: a", rate: 10), tooMuch("override")),
      (check, client("kind: ServiceAccount, name: a", rate: 0), none("override")),
      (check, client("kind: Namespace, name: a"), ["overrides.clientRefs must target a ServiceAccount"]),
      (
        check, client("group: policy.linkerd.io, kind: ServiceAccount, name: a"),
        ["overrides.clientRefs must target a ServiceAccount"]
      ),
    ])
  }
}
