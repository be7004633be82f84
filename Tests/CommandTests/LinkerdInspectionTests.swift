import Testing

@Suite struct `Linkerd at the command line` {
  private static let manifests = """
    apiVersion: v1
    kind: Namespace
    metadata: {name: shop, annotations: {linkerd.io/inject: enabled}}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: cart, namespace: shop}
    spec:
      template:
        metadata: {labels: {app: cart}, annotations: {config.linkerd.io/skip-inbound-ports: "9000"}}
        spec: {containers: [{name: cart, image: cart, ports: [{containerPort: 8080}, {containerPort: 9000}]}]}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: shop}
    spec:
      template:
        metadata: {labels: {app: web}}
        spec: {serviceAccountName: web, containers: [{name: web, image: web}]}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: cart, namespace: shop}
    spec: {selector: {app: cart}, ports: [{name: http, port: 80, targetPort: 8080}]}
    ---
    apiVersion: policy.linkerd.io/v1beta3
    kind: Server
    metadata: {name: cart, namespace: shop}
    spec: {podSelector: {matchLabels: {app: cart}}, port: 8080, proxyProtocol: HTTP/1}
    ---
    apiVersion: policy.linkerd.io/v1alpha1
    kind: AuthorizationPolicy
    metadata: {name: web, namespace: shop}
    spec:
      targetRef: {group: policy.linkerd.io, kind: Server, name: cart}
      requiredAuthenticationRefs: [{kind: ServiceAccount, name: web}]
    ---
    apiVersion: v1
    kind: Namespace
    metadata: {name: legacy}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: report, namespace: legacy}
    spec:
      template:
        metadata: {labels: {app: report}}
        spec: {containers: [{name: report, image: report}]}
    """

  private static let istio = """

    ---
    apiVersion: v1
    kind: Namespace
    metadata: {name: bank, labels: {istio-injection: enabled}}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: ledger, namespace: bank}
    spec:
      template:
        metadata: {labels: {app: ledger}}
        spec: {containers: [{name: ledger, image: ledger}]}
    """

  private static let route = """

    ---
    apiVersion: policy.linkerd.io/v1beta3
    kind: HTTPRoute
    metadata: {name: items, namespace: shop}
    spec:
      parentRefs: [{group: policy.linkerd.io, kind: Server, name: cart}]
      rules: [{matches: [{path: {value: /items}}]}]
    ---
    apiVersion: policy.linkerd.io/v1alpha1
    kind: AuthorizationPolicy
    metadata: {name: items, namespace: shop}
    spec:
      targetRef: {group: policy.linkerd.io, kind: HTTPRoute, name: items}
      requiredAuthenticationRefs: [{kind: ServiceAccount, name: web}]
    """

  private func inspect(_ arguments: String..., manifests: String = manifests) throws -> String {
    let folder = try Folder(["shop.yaml": manifests])
    let run = try Run(arguments: ["inspect", "shop.yaml"] + arguments, in: folder.url)
    #expect(run.status == 0, "\(run.error)")
    return run.output
  }

  @Test func `tables say who is meshed, who is let in, and what becomes of connections`() throws {
    #expect(
      try inspect() == """
        Linkerd in namespace linkerd · trust domain cluster.local · default inbound policy all-unauthenticated

        Workloads
          namespace  workload           proxy    default policy       identity
          legacy     Deployment/report  none     -                    -
          shop       Deployment/cart    sidecar  all-unauthenticated  default.shop.serviceaccount.identity.linkerd.cluster.local
          shop       Deployment/web     sidecar  all-unauthenticated  web.shop.serviceaccount.identity.linkerd.cluster.local

        Ports of Linkerd
          workload   port  Server  protocol        lets in
          shop/cart  8080  cart    HTTP/1          web.shop.serviceaccount.identity.linkerd.cluster.local by AuthorizationPolicy shop/web
          shop/cart  9000  -       past the proxy  anyone, unseen

        Connections of Linkerd's clients
          to                              from                        protocol  outcome
          cart.shop.svc.cluster.local:80  meshed (2 workloads)        HTTP/1    mTLS
          cart.shop.svc.cluster.local:80  without proxy (1 workload)  HTTP/1    refused by shop/cart

        """)
  }

  @Test func `meshes are told apart`() throws {
    let text = try inspect(manifests: Self.manifests + Self.istio)
    #expect(text.hasPrefix("root namespace istio-system"))
    #expect(text.contains("Workloads of Istio, and without proxy\n"))
    #expect(text.contains("Workloads of Linkerd\n"))
    #expect(
      try inspect("--workload", "bank/ledger", manifests: Self.manifests + Self.istio).contains("sidecar of Istio"))
    #expect(
      try inspect("--workload", "legacy/report", manifests: Self.manifests + Self.istio)
        .contains("nor one of Linkerd, because nothing is annotated linkerd.io/inject\n"))
  }

  @Test func `a workload is explained port by port`() throws {
    let text = try inspect("--workload", "shop/cart")
    #expect(text.contains("proxy: sidecar of Linkerd, because the namespace is annotated linkerd.io/inject: enabled"))
    #expect(text.contains("port 8080: HTTP/1, Server shop/cart (shop.yaml:28:18)\n"))
    #expect(text.contains("by AuthorizationPolicy shop/web (shop.yaml:33:18)\n"))
    #expect(text.contains("port 9000: goes past the proxy, because of config.linkerd.io/skip-inbound-ports"))
  }

  @Test(arguments: [
    ("shop/web", "verdict: allow"), ("shop/cart", "verdict: deny"), ("legacy/report", "verdict: deny"),
    ("web.shop.serviceaccount.identity.linkerd.cluster.local", "verdict: allow"),
    ("cart.shop.serviceaccount.identity.linkerd.cluster.local", "verdict: deny"), ("plaintext", "verdict: deny"),
  ])
  func `a client is let in by its identity`(client: String, verdict: String) throws {
    #expect(try inspect("--from", client, "--to", "shop/cart:8080").contains(verdict))
  }

  @Test func `a verdict names what decided`() throws {
    #expect(
      try inspect("--from", "shop/web", "--to", "shop/cart:8080")
        .contains("allow, because it is authorized: AuthorizationPolicy shop/web (shop.yaml:33:18)\n"))
    let authorized = try inspect(
      "--from", "shop/web", "--to", "shop/cart:8080", "--path", "/items", manifests: Self.manifests + Self.route)
    #expect(authorized.contains("by AuthorizationPolicy shop/items, on HTTPRoute shop/items (shop.yaml:"))
    #expect(
      try inspect("--from", "shop/web", "--to", "shop/cart:8080", manifests: Self.manifests.asGRPC)
        .contains("deny, because the port takes gRPC, which is POST /SERVICE/METHOD, and answers the request with 404"))
  }

  @Test func `identities of one mesh count for nothing in the other`() throws {
    let both = Self.manifests + Self.istio
    #expect(
      try inspect(
        "--from", "cluster.local/ns/bank/sa/default", "--to", "shop/web:7000", manifests: both.asAuthenticated
      )
      .contains(
        """
          client: no identity, proxies of Linkerd do not see an identity of Istio
          request: GET /
          verdict: deny
        """))
    #expect(
      try inspect(
        "--from", "web.shop.serviceaccount.identity.linkerd.cluster.local", "--to", "bank/ledger:80", manifests: both
      ).contains("reject-tls, because web.shop.serviceaccount.identity.linkerd.cluster.local is no identity of Istio"))
  }

  @Test(arguments: ["cart.shop", "cart.shop.svc", "cart.shop.svc.cluster.local"])
  func `a host may be written as clients write it`(host: String) throws {
    #expect(try inspect("--from", "shop/web", "--to", "\(host):80").contains("shop/cart:8080 is sent mutual TLS"))
  }

  @Test func `a port that the Service lacks is refused`() throws {
    let folder = try Folder(["shop.yaml": Self.manifests])
    let run = try Run("inspect", "shop.yaml", "--from", "shop/web", "--to", "cart.shop:8081", in: folder.url)
    #expect(run.status == 2)
    #expect(run.error.contains("--to cart.shop:8081: the Service has no such port, but 80\n"))
  }

  @Test func `a connection is explained endpoint by endpoint`() throws {
    let text = try inspect("--from", "legacy/report", "--to", "cart.shop.svc.cluster.local:80")
    #expect(text.contains("port 80: no proxy, so what the application sends itself"))
    #expect(
      text.contains("shop/cart:8080 is sent plain text, and its proxy of Linkerd is closed to plain text by Server"))
  }

  @Test func `JSON keeps to its schema, in either mesh and in both`() throws {
    var validator = try SchemaValidator(text: Run("schema", "inspection").output)
    for manifests in [Self.manifests, Self.manifests + Self.istio] {
      try validator.check(inspect("-o", "json", manifests: manifests))
    }
    #expect(validator.problems.prefix(5) == [])
    #expect(validator.met.contains("#/$defs/linkerdWorkload/ports"))
  }

  @Test func `requests of a file name identities of Linkerd`() throws {
    let request = #"{"dest": "shop/cart", "port": 8080"#
    let folder = try Folder([
      "shop.yaml": Self.manifests,
      "requests.json":
        "[\(request)}, \(request), \"principal\": \"web.shop.serviceaccount.identity.linkerd.cluster.local\"}]",
    ])
    let json = try Run("inspect", "shop.yaml", "--requests", "requests.json", "-o", "json", in: folder.url).output
    #expect(json.contains(#""policy":"shop/web","#))
    let text = try Run("inspect", "shop.yaml", "--requests", "requests.json", in: folder.url).output
    #expect(text.contains("AuthorizationPolicy shop/web (shop.yaml:33:18)"))
  }

  @Test func `a drawing tells Linkerd's clients apart`() throws {
    let text = try inspect("-o", "mermaid")
    #expect(text.contains(#"["Linkerd: meshed"]"#))
    #expect(text.contains(#"-->|"80 refused"|"#))
    #expect(
      try inspect("-o", "mermaid", manifests: Self.manifests + Self.istio).contains(#"["Istio: clients elsewhere"]"#))
  }
}

extension String {
  fileprivate var asGRPC: String { replacing("proxyProtocol: HTTP/1", with: "proxyProtocol: gRPC") }

  fileprivate var asAuthenticated: String {
    replacing("enabled}}", with: "enabled, config.linkerd.io/default-inbound-policy: all-authenticated}}")
  }
}
