import MeshModel
import MeshResolver
import Testing

/// Identities in policies of Linkerd, held against the names that its identity service gives pods
/// (`controller/identity/domain.go` Identity) and how proxies compare them
/// (`linkerd/proxy/server-policy/src/authz.rs`).
@Suite struct `Identities of Linkerd` {
  private static let config = """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: linkerd-config, namespace: mesh}
    data:
      values: |
        identityTrustDomain: prod.example.com
    ---

    """

  private static let workload = """
    apiVersion: v1
    kind: Namespace
    metadata: {name: shop, annotations: {linkerd.io/inject: enabled}}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: shop}
    spec:
      template:
        metadata: {labels: {app: web}}
        spec:
          serviceAccountName: web
          containers: [{name: web}]
    """

  private func linkerd(_ text: String) async throws -> LinkerdMesh { try #require(try await mesh(text).linkerd) }

  @Test(
    arguments: [
      ("web.shop.serviceaccount.identity.mesh.prod.example.com", nil, nil),
      ("web.shop.serviceaccount.identity.mesh.cluster.local", .foreign, nil),
      ("web.shop.serviceaccount.identity.linkerd.prod.example.com", .foreign, nil),
      ("web.shop.serviceaccount.mesh.prod.example.com", .malformed, .malformed),
      ("web.shop.serviceaccount.identity.mesh", .malformed, .malformed),
      ("web.shop.svc.cluster.local", .malformed, .malformed),
      ("shop.serviceaccount.identity.mesh.prod.example.com", .malformed, .malformed),
      ("web", .malformed, .malformed),
      ("*", nil, nil),
      ("*.shop.serviceaccount.identity.mesh.prod.example.com", nil, nil),
      ("*.serviceaccount.identity.mesh.prod.example.com", nil, nil),
      ("*.identity.mesh.prod.example.com", nil, nil),
      ("*.mesh.prod.example.com", nil, nil),
      ("*.example.com", nil, nil),
      ("*.shop.serviceaccount.identity.mesh.cluster.local", .foreign, nil),
      ("*.identity.linkerd.prod.example.com", .foreign, nil),
      ("*.web.shop.serviceaccount.identity.mesh.prod.example.com", .malformed, .malformed),
      ("*.shop.serviceaccount.mesh.prod.example.com", .malformed, .malformed),
      ("*.shop.serviceaccount", .malformed, .malformed),
      ("*.cluster.local", .foreign, nil),
      ("*.shop", .foreign, nil),
      (
        "spiffe://cluster.local/ns/shop/sa/web", .spiffe(NamedIdentities.Account(namespace: "shop", name: "web")),
        .spiffe(NamedIdentities.Account(namespace: "shop", name: "web"))
      ),
      ("spiffe://root.linkerd.cluster.local/ledger", .spiffe(nil), .spiffe(nil)),
      // These the webhook refuses.
      ("foo.*.example.com", nil, nil),
      ("cluster.local/ns/shop/sa/web", nil, nil),
    ] as [(String, LinkerdIdentityProblem?, LinkerdIdentityProblem?)])
  func `are those of pods, or of none`(
    text: String, problem: LinkerdIdentityProblem?, withoutSettings: LinkerdIdentityProblem?
  ) async throws {
    let known = try await linkerd(Self.config + Self.workload)
    let unknown = try await linkerd(Self.workload)
    #expect(known.settings.problem(withIdentity: text) == problem)
    #expect(unknown.settings.problem(withIdentity: text) == withoutSettings)
    // What has a problem is compared with the name of every pod in vain.
    let isMatched = LinkerdIdentityPattern(text).matches(known.identity(of: 0))
    if problem != nil { #expect(!isMatched) }
  }

  @Test(arguments: [
    ("web.shop", "web.shop.serviceaccount.identity.mesh.prod.example.com"),
    ("shop.web.svc", "web.shop.serviceaccount.identity.mesh.prod.example.com"),
    ("*.shop.mesh.prod.example.com", "*.shop.serviceaccount.identity.mesh.prod.example.com"),
    (
      "*.web.shop.serviceaccount.identity.mesh.prod.example.com",
      "web.shop.serviceaccount.identity.mesh.prod.example.com"
    ),
    ("spiffe://prod.example.com/ns/a/sa/b", "b.a.serviceaccount.identity.mesh.prod.example.com"),
    ("search.tools", nil),
    ("*.tools", nil),
    ("web", nil),
  ])
  func `that are malformed are mended where that is clear`(text: String, mended: String?) async throws {
    #expect(LinkerdIdentityMender(try await linkerd(Self.config + Self.workload)).mended(text) == mended)
  }

  @Test func `and references name accounts and namespaces, those of this mesh alone`() async throws {
    let clients = try await linkerd(
      """
      apiVersion: policy.linkerd.io/v1alpha1
      kind: MeshTLSAuthentication
      metadata: {name: names, namespace: shop}
      spec:
        identities:
          - a.one.serviceaccount.identity.linkerd.cluster.local
          - b.one.serviceaccount.identity.linkerd.other.example.com
          - "*.two.serviceaccount.identity.linkerd.cluster.local"
          - "*.serviceaccount.identity.linkerd.cluster.local"
      ---
      apiVersion: policy.linkerd.io/v1alpha1
      kind: MeshTLSAuthentication
      metadata: {name: references, namespace: shop}
      spec:
        identityRefs:
          - {kind: ServiceAccount, name: c}
          - {group: core, kind: serviceaccount, name: d, namespace: three}
          - {kind: Namespace, name: four}
      ---
      apiVersion: policy.linkerd.io/v1beta1
      kind: ServerAuthorization
      metadata: {name: old, namespace: shop}
      spec:
        server: {name: cart}
        client: {meshTLS: {serviceAccounts: [{name: e}, {name: f, namespace: five}]}}
      ---
      apiVersion: policy.linkerd.io/v1alpha1
      kind: AuthorizationPolicy
      metadata: {name: direct, namespace: shop}
      spec:
        targetRef: {group: policy.linkerd.io, kind: Server, name: cart}
        requiredAuthenticationRefs: [{kind: ServiceAccount, name: g}]
      ---
      apiVersion: policy.linkerd.io/v1alpha1
      kind: HTTPLocalRateLimitPolicy
      metadata: {name: limit, namespace: shop}
      spec:
        targetRef: {group: policy.linkerd.io, kind: Server, name: cart}
        overrides: [{requestsPerSecond: 5, clientRefs: [{kind: ServiceAccount, name: h}]}]
      """
    ).clients()
    #expect(
      clients.accounts.map { "\($0.account.namespace)/\($0.account.name)" }
        == ["one/a", "shop/c", "three/d", "shop/e", "five/f", "shop/g", "shop/h"])
    #expect(clients.accounts.map(\.effect) == Array(repeating: .letIn, count: 6) + [.matched])
    #expect(clients.namespaces.map(\.namespace) == ["two", "four"])
  }
}
