import Testing

/// Who is let in, row by row. `source` is a file of Linkerd's `policy-controller`, or of `linkerd2-proxy` where it says
/// so.
struct AuthorizationRow: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var source: String
  var manifests: [String]
  var annotations = "{}"
  /// Requests and what becomes of them, as in ``LinkerdTestMesh/answer(_:)``.
  var answers: [(String, String)]

  init(
    _ description: String, source: String, _ manifests: [String], annotations: String = "{}",
    _ answers: [(String, String)]
  ) {
    testDescription = description
    (self.source, self.manifests, self.annotations, self.answers) = (source, manifests, annotations, answers)
  }
}

private typealias T = LinkerdTestMesh

@Suite struct `Authorizations of Linkerd` {
  @Test(arguments: rows) func `are decided as the source does`(row: AuthorizationRow) async throws {
    let mesh = try await LinkerdTestMesh(row.manifests, annotations: row.annotations)
    for (request, answer) in row.answers { #expect(try mesh.answer(request) == answer, "\(request) (\(row.source))") }
  }

  static let rows = orderOfDecision + serversOfAPort + unions + missing + identities + networks + protocols

  private static let web = T.policy("web", "Server web", T.reference("ServiceAccount", "web"))

  /// A Server decides before the annotation, and that before the installation.
  private static let orderOfDecision: [AuthorizationRow] = [
    AuthorizationRow(
      "a Server without anything denies", source: "k8s/index/src/inbound/index.rs client_authzs", [T.server()],
      [("8080", "deny Server shop/web"), ("8080 as web.shop", "deny Server shop/web"), ("9090", "allow")]),
    AuthorizationRow(
      "a Server's accessPolicy lets in beside its authorizations",
      source: "k8s/index/src/inbound/index.rs client_authzs",
      [T.server("web", "accessPolicy: all-authenticated"), web],
      [
        ("8080", "deny Server shop/web"), ("8080 as cart.shop", "allow Server shop/web"),
        ("8080 as web.shop", "allow AuthorizationPolicy shop/web"),
      ]),
    AuthorizationRow(
      "accessPolicy deny is the default", source: "charts/linkerd-crds/templates/policy/server.yaml",
      [T.server("web", "accessPolicy: deny")], [("8080", "deny Server shop/web")]),
    AuthorizationRow(
      "accessPolicy audit lets everybody in", source: "k8s/index/src/defaults.rs default_authzs",
      [T.server("web", "accessPolicy: audit")],
      [("8080", "allow Server shop/web"), ("8080 as web.shop", "allow Server shop/web")]),
    AuthorizationRow(
      "accessPolicy of an older version is dropped", source: "charts/linkerd-crds/templates/policy/server.yaml",
      [T.server("web", "accessPolicy: all-unauthenticated", version: "v1beta2")], [("8080", "deny Server shop/web")]),
    AuthorizationRow(
      "a Server with an unknown accessPolicy is refused, so that the annotation counts",
      source: "runtime/src/admission.rs Validate<ServerSpec>",
      [T.server("web", "accessPolicy: all_unauthenticated")],
      annotations: "{config.linkerd.io/default-inbound-policy: all-authenticated}",
      [("8080 as web.shop", "allow"), ("8080", "deny")]),
    AuthorizationRow(
      "the annotation counts for ports without a Server only", source: "k8s/index/src/inbound/index.rs reindex_servers",
      [T.server(), web], annotations: "{config.linkerd.io/default-inbound-policy: all-authenticated}",
      [
        ("8080 as cart.shop", "deny Server shop/web"), ("9090 as cart.shop", "allow"), ("9090", "deny"),
        ("8080 as web.shop", "allow AuthorizationPolicy shop/web"),
      ]),
    AuthorizationRow(
      "the annotation counts before the installation", source: "k8s/index/src/inbound/index.rs default_inbound_server",
      [T.config("{proxy: {defaultInboundPolicy: deny}}")],
      annotations: "{config.linkerd.io/default-inbound-policy: all-unauthenticated}", [("8080", "allow")]),
    AuthorizationRow(
      "an unknown annotation leaves it to the installation", source: "k8s/index/src/inbound/workload.rs from_metadata",
      [T.config("{proxy: {defaultInboundPolicy: deny}}")],
      annotations: "{config.linkerd.io/default-inbound-policy: all_unauthenticated}", [("8080", "deny")]),
    AuthorizationRow(
      "an installation lets everybody in", source: "charts/linkerd-control-plane/values.yaml", [], [("8080", "allow")]),
    AuthorizationRow(
      "ports that require an identity narrow a default",
      source: "k8s/index/src/inbound/index.rs default_inbound_server",
      [], annotations: "{config.linkerd.io/proxy-require-identity-inbound-ports: \"8080\"}",
      [("8080", "deny"), ("8080 as web.shop", "allow"), ("9090", "allow")]),
    AuthorizationRow(
      "they do not narrow audit", source: "k8s/index/src/inbound/index.rs default_inbound_server", [],
      annotations: """
        {config.linkerd.io/proxy-require-identity-inbound-ports: "8080", \
        config.linkerd.io/default-inbound-policy: audit}
        """, [("8080", "allow")]),
    AuthorizationRow(
      "cluster-unauthenticated goes by the client's address", source: "k8s/index/src/defaults.rs default_client_authz",
      [], annotations: "{config.linkerd.io/default-inbound-policy: cluster-unauthenticated}",
      [("8080 from 10.1.2.3", "allow"), ("8080 from 8.8.8.8", "deny"), ("8080", "unknown")]),
    AuthorizationRow(
      "the networks of the cluster are a setting", source: "k8s/index/src/defaults.rs default_client_authz",
      [
        T.config("{clusterNetworks: \"9.0.0.0/8, 11.0.0.0/8\"}"),
        T.server("web", "accessPolicy: cluster-authenticated"),
      ],
      [
        ("8080 as web.shop from 11.1.1.1", "allow Server shop/web"), ("8080 from 11.1.1.1", "deny Server shop/web"),
        ("8080 as web.shop from 10.1.1.1", "deny Server shop/web"),
      ]),
    AuthorizationRow(
      "the pod itself is always let in", source: "linkerd2-proxy linkerd/proxy/server-policy/src/lib.rs",
      [T.server()], annotations: "{config.linkerd.io/default-inbound-policy: deny}",
      [
        ("8080 from 127.0.0.1", "allow"), ("8080 from ::1", "allow"), ("9090 from 127.0.0.1", "allow"),
        ("8080 from 127.0.0.2", "deny Server shop/web"),
      ]),
  ]

  private static let older = "2024-01-01T00:00:00Z"
  private static let younger = "2024-02-01T00:00:00Z"

  /// Step 1: which Server has a port.
  private static let serversOfAPort: [AuthorizationRow] = [
    AuthorizationRow(
      "a name means every TCP port of that name", source: "k8s/index/src/inbound/workload.rs pod_tcp_ports_by_name",
      [T.server("web", port: "admin")],
      [("9090", "deny Server shop/web"), ("9091", "deny Server shop/web"), ("8080", "allow")]),
    AuthorizationRow(
      "names are compared exactly", source: "k8s/index/src/inbound/index.rs select_ports",
      [T.server("web", port: "HTTP")], [("8080", "allow")]),
    AuthorizationRow(
      "a UDP port has no name", source: "k8s/index/src/inbound/workload.rs named_tcp_port",
      [T.server("web", port: "feed")], [("5000", "allow")]),
    AuthorizationRow(
      "a quoted number is a name", source: "k8s/api/src/policy/server.rs Port", [T.server("web", port: "\"8080\"")],
      [("8080", "allow")]),
    AuthorizationRow(
      "a number needs no declaration", source: "k8s/index/src/inbound/index.rs select_ports",
      [T.server("web", port: "7777")], [("7777", "deny Server shop/web")]),
    AuthorizationRow(
      "the proxy's own ports have names", source: "charts/partials/templates/_proxy.tpl",
      [T.server("web", port: "linkerd-admin")], [("4191", "deny Server shop/web"), ("4143", "allow")]),
    AuthorizationRow(
      "the proxy's own ports can be moved", source: "pkg/inject/inject.go ProxyAdminPortAnnotation",
      [T.server("web", port: "linkerd-admin")], annotations: "{config.linkerd.io/admin-port: \"4291\"}",
      [("4291", "deny Server shop/web"), ("4191", "allow")]),
    AuthorizationRow(
      "an empty selector takes every pod of the namespace", source: "k8s/api/src/labels.rs matches",
      [T.server(selector: "podSelector: {}")], [("8080", "deny Server shop/web")]),
    AuthorizationRow(
      "labels and expressions both have to hold", source: "k8s/api/src/labels.rs matches",
      [
        T.server(
          selector: """
            podSelector: {matchLabels: {app: web}, matchExpressions: [{key: app, operator: NotIn, values: [web]}]}
            """)
      ], [("8080", "allow")]),
    AuthorizationRow(
      "an expression with values that it has no use for chooses nothing", source: "k8s/api/src/labels.rs matches",
      [T.server(selector: "podSelector: {matchExpressions: [{key: app, operator: Exists, values: [web]}]}")],
      [("8080", "allow")]),
    AuthorizationRow(
      "a Server for external workloads takes no pod", source: "k8s/index/src/inbound/index.rs reindex_servers",
      [T.server(selector: "externalWorkloadSelector: {}")], [("8080", "allow")]),
    AuthorizationRow(
      "a Server of another namespace takes no pod", source: "k8s/index/src/inbound/index.rs reindex_servers",
      [T.server().replacing("namespace: shop", with: "namespace: bank")], [("8080", "allow")]),
    AuthorizationRow(
      "the older of two Servers has the port", source: "k8s/index/src/inbound/index.rs reindex_servers",
      [
        T.server("a", "accessPolicy: all-unauthenticated", created: younger), T.server("b", created: older),
      ], [("8080", "deny Server shop/b")]),
    AuthorizationRow(
      "of two Servers of one age the first by name has the port",
      source: "k8s/index/src/inbound/index.rs reindex_servers",
      [T.server("b", "accessPolicy: all-unauthenticated", created: older), T.server("a", created: older)],
      [("8080", "deny Server shop/a")]),
    AuthorizationRow(
      "where ages are not known, verdicts that differ are unknown",
      source: "k8s/index/src/inbound/index.rs reindex_servers",
      [T.server("a"), T.server("web", "accessPolicy: all-authenticated")],
      [("8080 as web.shop", "unknown"), ("8080", "deny Server shop/a")]),
    AuthorizationRow(
      "a Server that is not in the cluster yet may not be older than one that is, but that is not known",
      source: "k8s/index/src/inbound/index.rs reindex_servers",
      [T.server("a", created: older), T.server("b", "accessPolicy: all-authenticated")],
      [("8080 as web.shop", "unknown"), ("8080", "deny Server shop/a")]),
  ]

  /// Step 2: authorizations are alternatives, what one asks for has to hold together.
  private static let unions: [AuthorizationRow] = [
    AuthorizationRow(
      "policies for the Server and for the namespace add up", source: "k8s/index/src/inbound/index.rs client_authzs",
      [
        T.server(), web, T.policy("all", "Namespace shop", T.reference("ServiceAccount", "cart")),
        T.serverAuthorization("old", "name: web", "meshTLS: {serviceAccounts: [{name: bank, namespace: bank}]}"),
      ],
      [
        ("8080 as web.shop", "allow AuthorizationPolicy shop/web"),
        ("8080 as cart.shop", "allow AuthorizationPolicy shop/all"),
        ("8080 as bank.bank from 10.0.0.1", "allow ServerAuthorization shop/old"),
        ("8080 as bank.shop from 10.0.0.1", "deny Server shop/web"),
        ("8080 from 10.0.0.1", "deny Server shop/web"),
      ]),
    AuthorizationRow(
      "a policy for the namespace does not count for ports without a Server",
      source: "k8s/index/src/inbound/index.rs default_inbound_server",
      [T.policy("all", "Namespace shop", "")], annotations: "{config.linkerd.io/default-inbound-policy: deny}",
      [("8080", "deny")]),
    AuthorizationRow(
      "the name of a namespace that is targeted does not count",
      source: "k8s/index/src/inbound/authorization_policy.rs target",
      [T.server(), T.policy("all", "{kind: namespace, group: CORE, name: shop}", "")],
      [("8080", "allow AuthorizationPolicy shop/all")]),
    AuthorizationRow(
      "identity and network have to hold together", source: "k8s/index/src/inbound/index.rs policy_client_authz",
      [
        T.server(), T.network("pods", "{cidr: 10.0.0.0/8}"),
        T.policy(
          "both", "Server web",
          T.reference("ServiceAccount", "web") + ", " + T.reference("NetworkAuthentication", "pods")),
      ],
      [
        ("8080 as web.shop from 10.1.1.1", "allow AuthorizationPolicy shop/both"),
        ("8080 as web.shop from 11.1.1.1", "deny Server shop/web"), ("8080 as web.shop", "unknown"),
        ("8080 from 10.1.1.1", "deny Server shop/web"), ("8080", "deny Server shop/web"),
      ]),
    AuthorizationRow(
      "no authentication lets everybody in", source: "k8s/index/src/inbound/index.rs policy_client_authz",
      [T.server(), T.policy("open", "Server web", "")], [("8080", "allow AuthorizationPolicy shop/open")]),
    AuthorizationRow(
      "a ServerAuthorization selects Servers by their labels",
      source: "k8s/index/src/inbound/server_authorization.rs ServerSelector",
      [
        T.server("web", labels: "{tier: front}"), T.server("admin", port: "admin", labels: "{tier: back}"),
        T.serverAuthorization(
          "old", "selector: {matchLabels: {tier: front}}", "meshTLS: {unauthenticatedTLS: true}"),
      ],
      [
        ("8080 as web.shop from 10.0.0.1", "allow ServerAuthorization shop/old"),
        ("9090 as web.shop from 10.0.0.1", "deny Server shop/admin"), ("8080 from 10.0.0.1", "deny Server shop/web"),
      ]),
    AuthorizationRow(
      "an empty selector of a ServerAuthorization selects every Server",
      source: "k8s/index/src/inbound/server_authorization.rs ServerSelector",
      [
        T.server(),
        T.serverAuthorization("old", "selector: {}", "unauthenticated: true, networks: [{cidr: 0.0.0.0/0}]"),
      ], [("8080 from 8.8.8.8", "allow ServerAuthorization shop/old"), ("8080 from ::2", "deny Server shop/web")]),
    AuthorizationRow(
      "a ServerAuthorization with unauthenticated and meshTLS is refused",
      source: "runtime/src/admission.rs Validate<ServerAuthorizationSpec>",
      [
        T.server(),
        T.serverAuthorization("old", "name: web", "unauthenticated: true, meshTLS: {identities: [a.b]}"),
      ], [("8080 from 10.0.0.1", "deny Server shop/web"), ("8080 is a.b from 10.0.0.1", "deny Server shop/web")]),
  ]

  /// What counts for nothing.
  private static let missing: [AuthorizationRow] = [
    AuthorizationRow(
      "a policy that names a missing authentication", source: "k8s/index/src/inbound/index.rs policy_client_authz",
      [
        T.server(), T.policy("tls", "Server web", T.reference("MeshTLSAuthentication", "gone")),
        T.policy("net", "Server web", T.reference("NetworkAuthentication", "gone")),
      ], [("8080 as web.shop from 10.0.0.1", "deny Server shop/web")]),
    AuthorizationRow(
      "an authentication of another namespace where none is written",
      source: "k8s/index/src/inbound/index.rs policy_client_authz",
      [
        T.server(), T.meshTLS("any", "identities: [\"*\"]", namespace: "bank"),
        T.policy("here", "Server web", T.reference("MeshTLSAuthentication", "any")),
        T.policy("there", "Server web", T.reference("MeshTLSAuthentication", "any", namespace: "bank")),
      ], [("8080 as web.shop", "allow AuthorizationPolicy shop/there")]),
    AuthorizationRow(
      "a policy that names two identities", source: "k8s/index/src/inbound/index.rs policy_client_authz",
      [
        T.server(),
        T.policy(
          "two", "Server web", T.reference("ServiceAccount", "web") + ", " + T.reference("ServiceAccount", "cart")),
      ], [("8080 as cart.shop", "deny Server shop/web"), ("8080 as web.shop", "deny Server shop/web")]),
    AuthorizationRow(
      "a policy that names another kind", source: "k8s/index/src/inbound/authorization_policy.rs authentication_ref",
      [
        T.server(),
        T.policy("bad", "Server web", "{kind: MeshTLSAuthentication, name: any}"), T.meshTLS("any", "identities: [a]"),
      ], [("8080 as web.shop", "deny Server shop/web")]),
    AuthorizationRow(
      "a policy for a Server without its group", source: "k8s/index/src/inbound/authorization_policy.rs target",
      [T.server(), T.policy("bad", "{kind: Server, name: web}", "")], [("8080", "deny Server shop/web")]),
    AuthorizationRow(
      "a policy of another namespace", source: "k8s/index/src/inbound/index.rs client_authzs",
      [T.server(), T.policy("far", "Server web", "", namespace: "bank")], [("8080", "deny Server shop/web")]),
    AuthorizationRow(
      "a MeshTLSAuthentication with a reference to another kind",
      source: "k8s/index/src/inbound/meshtls_authentication.rs try_from_resource",
      [
        T.server(),
        T.meshTLS("some", "identityRefs: [{kind: ServiceAccount, name: web}, {kind: Service, name: web}]"),
        T.policy("some", "Server web", T.reference("MeshTLSAuthentication", "some")),
      ], [("8080 as web.shop", "deny Server shop/web")]),
    AuthorizationRow(
      "a NetworkAuthentication without networks",
      source: "k8s/index/src/inbound/network_authentication.rs try_from",
      [
        T.server(), T.network("none", ""),
        T.policy("none", "Server web", T.reference("NetworkAuthentication", "none")),
      ], [("8080 from 10.0.0.1", "deny Server shop/web")]),
    AuthorizationRow(
      "a ServerAuthorization without clients", source: "k8s/index/src/inbound/server_authorization.rs client_authz",
      [
        T.server(), T.serverAuthorization("one", "name: web", ""),
        T.serverAuthorization("two", "name: web", "meshTLS: {}"),
        T.serverAuthorization("three", "name: web", "networks: [{cidr: 0.0.0.0/0}]"),
      ], [("8080 as web.shop from 10.0.0.1", "deny Server shop/web")]),
  ]

  private static func clients(_ spec: String) -> [String] {
    [T.server(), T.meshTLS("some", spec), T.policy("some", "Server web", T.reference("MeshTLSAuthentication", "some"))]
  }

  private static let some = "allow AuthorizationPolicy shop/some"
  private static let nobody = "deny Server shop/web"
  private static let suffix = "serviceaccount.identity.linkerd.cluster.local"

  /// Step 5.
  private static let identities: [AuthorizationRow] = [
    AuthorizationRow(
      "an asterisk means every name", source: "core/src/identity_match.rs",
      clients("identities: [\"*\"]"),
      [("8080 as web.shop", some), ("8080 is a", some), ("8080 is spiffe://cluster.local/a", nobody), ("8080", nobody)]),
    AuthorizationRow(
      "a suffix counts by whole labels", source: "linkerd2-proxy linkerd/proxy/server-policy/src/authz.rs Suffix",
      clients("identities: [\"*.shop.\(suffix)\"]"),
      [
        ("8080 as web.shop", some), ("8080 is a.b.shop.\(suffix)", some), ("8080 is shop.\(suffix)", nobody),
        ("8080 as web.myshop", nobody), ("8080 is web.shop.\(suffix).com", nobody),
      ]),
    AuthorizationRow(
      "a MeshTLSAuthentication with an asterisk elsewhere is refused", source: "runtime/src/validation.rs",
      clients("identities: [\"web.*.\(suffix)\", \"*\"]"),
      [("8080 as web.shop", nobody), ("8080 is web.*.\(suffix)", nobody)]),
    AuthorizationRow(
      "SPIFFE IDs count exactly", source: "linkerd2-proxy linkerd/app/inbound/src/policy.rs is_tls_authorized",
      clients("identities: [\"spiffe://a/b\", \"*.a.b\"]"),
      [("8080 is spiffe://a/b", some), ("8080 is spiffe://a/b/c", nobody), ("8080 is spiffe://x.a.b", nobody)]),
    AuthorizationRow(
      "all-authenticated wants a name that is no SPIFFE ID", source: "k8s/index/src/defaults.rs default_client_authz",
      [T.server("web", "accessPolicy: all-authenticated")],
      [("8080 is spiffe://a/b", nobody), ("8080 is a", "allow Server shop/web"), ("8080", nobody)]),
    AuthorizationRow(
      "unauthenticated TLS takes SPIFFE IDs too",
      source: "linkerd2-proxy linkerd/app/inbound/src/policy.rs is_tls_authorized",
      [T.server(), T.serverAuthorization("old", "name: web", "meshTLS: {unauthenticatedTLS: true}")],
      [("8080 is spiffe://a/b from 10.0.0.1", "allow ServerAuthorization shop/old"), ("8080 from 10.0.0.1", nobody)]),
    AuthorizationRow(
      "a ServiceAccount is one of the policy's namespace where none is written",
      source: "k8s/index/src/cluster_info.rs service_account_identity",
      clients("identityRefs: [{kind: ServiceAccount, name: web}, {kind: serviceaccount, name: a, namespace: b}]"),
      [("8080 as web.shop", some), ("8080 as web.b", nobody), ("8080 as a.b", some), ("8080 as a.shop", nobody)]),
    AuthorizationRow(
      "a Namespace means all of its ServiceAccounts", source: "k8s/index/src/cluster_info.rs namespace_identity",
      clients("identityRefs: [{kind: Namespace, name: bank}]"),
      [("8080 as web.bank", some), ("8080 as web.shop", nobody), ("8080 as bank.shop", nobody)]),
    AuthorizationRow(
      "the control plane's namespace and trust domain are part of identities",
      source: "k8s/index/src/cluster_info.rs service_account_identity",
      clients("identityRefs: [{kind: ServiceAccount, name: web}]")
        + [T.config("{identityTrustDomain: td}").replacing("namespace: linkerd", with: "namespace: mesh")],
      [("8080 is web.shop.serviceaccount.identity.mesh.td", some), ("8080 is web.shop.\(suffix)", nobody)]),
  ]

  private static func addresses(_ networks: String) -> [String] {
    [
      T.server(), T.network("some", networks),
      T.policy("some", "Server web", T.reference("NetworkAuthentication", "some")),
    ]
  }

  /// Step 6.
  private static let networks: [AuthorizationRow] = [
    AuthorizationRow(
      "an address is in a network and in none of its exceptions",
      source: "linkerd2-proxy linkerd/proxy/server-policy/src/authz/network.rs contains",
      addresses("{cidr: 10.0.0.0/8, except: [10.1.0.0/16, 10.2.3.4]}, {cidr: 192.168.1.1}"),
      [
        ("8080 from 10.3.0.1", some), ("8080 from 10.1.2.3", nobody), ("8080 from 10.2.3.4", nobody),
        ("8080 from 10.2.3.5", some), ("8080 from 192.168.1.1", some), ("8080 from 192.168.1.2", nobody),
        ("8080 from fd00::1", nobody), ("8080", "unknown"),
      ]),
    AuthorizationRow(
      "an exception of one network is no exception of another",
      source: "linkerd2-proxy linkerd/app/inbound/src/policy.rs is_authorized",
      addresses("{cidr: 10.0.0.0/8, except: [10.1.0.0/16]}, {cidr: 10.1.1.0/24}"),
      [("8080 from 10.1.1.1", some), ("8080 from 10.1.2.1", nobody)]),
    AuthorizationRow(
      "both families together are everybody", source: "k8s/index/src/inbound/index.rs policy_client_authz",
      addresses("{cidr: 0.0.0.0/0}, {cidr: \"::/0\"}"), [("8080", some), ("8080 from fd00::1", some)]),
    AuthorizationRow(
      "no networks of an AuthorizationPolicy are every address",
      source: "k8s/index/src/inbound/index.rs policy_client_authz", clients("identities: [a]"),
      [("8080 is a from 8.8.8.8", some), ("8080 is a", some)]),
    AuthorizationRow(
      "no networks of a ServerAuthorization are those of the cluster", source: "grpc/src/inbound.rs to_authz",
      [T.server(), T.serverAuthorization("old", "name: web", "unauthenticated: true")],
      [
        ("8080 from 10.0.0.1", "allow ServerAuthorization shop/old"), ("8080 from 8.8.8.8", nobody),
        ("8080", "unknown"),
      ]),
  ]

  /// Step 7, and what a protocol takes.
  private static let protocols: [AuthorizationRow] = [
    AuthorizationRow(
      "connections go by the Server's authorizations", source: "linkerd2-proxy linkerd/app/inbound/src/policy/tcp.rs",
      [T.server(), web], [("8080 tcp as web.shop", "allow AuthorizationPolicy shop/web"), ("8080 tcp", nobody)]),
    AuthorizationRow(
      "an HTTP port takes no other bytes", source: "linkerd2-proxy linkerd/app/inbound/src/policy/tcp.rs",
      [T.server("web", "proxyProtocol: HTTP/1, accessPolicy: all-unauthenticated")],
      [("8080 tcp", "reject-protocol"), ("8080", "allow Server shop/web")]),
    AuthorizationRow(
      "an opaque port takes any bytes", source: "grpc/src/inbound.rs to_server",
      [T.server("web", "proxyProtocol: opaque"), web],
      [("8080 as web.shop", "allow AuthorizationPolicy shop/web"), ("8080 tcp", nobody)]),
    AuthorizationRow(
      "the annotation for opaque ports does not count for a port with a Server",
      source: "k8s/index/src/inbound/index.rs inbound_server", [T.server("web", "proxyProtocol: HTTP/2")],
      annotations: "{config.linkerd.io/opaque-ports: \"8080\"}", [("8080 tcp", "reject-protocol")]),
  ]
}

extension String {
  fileprivate func replacing(_ text: String, with other: String) -> String {
    split(separator: text, omittingEmptySubsequences: false).joined(separator: other)
  }
}
