import Testing

@Suite struct `Authorization at the command line` {
  private static let manifests = """
    apiVersion: v1
    kind: Namespace
    metadata: {name: shop, labels: {istio-injection: enabled}}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: cart, namespace: shop}
    spec:
      template:
        metadata: {labels: {app: cart}}
        spec: {containers: [{name: cart, image: cart, ports: [{containerPort: 8080}]}]}
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
    spec:
      selector: {app: cart}
      ports: [{name: http, port: 80, targetPort: 8080}]
    ---
    apiVersion: security.istio.io/v1
    kind: AuthorizationPolicy
    metadata: {name: cart, namespace: shop}
    spec:
      selector: {matchLabels: {app: cart}}
      rules:
        - from: [{source: {namespaces: [elsewhere]}}]
        - to: [{operation: {methods: [GET], paths: ["/items*"]}}]
    ---
    apiVersion: security.istio.io/v1
    kind: AuthorizationPolicy
    metadata: {name: web, namespace: shop}
    spec:
      selector: {matchLabels: {app: web}}
    """

  @Test func `a verdict names the rule that decided and why the others did not`() throws {
    let folder = try Folder(["shop.yaml": Self.manifests])
    let run = try Run(
      "inspect", "shop.yaml", "--from", "shop/web", "--to", "shop/cart:8080", "--path", "/items/1", in: folder.url)
    #expect(run.status == 0)
    #expect(
      run.output == """
        shop/web → shop/cart:8080
          client: identity cluster.local/ns/shop/sa/web, through cart.shop.svc.cluster.local:80
          request: GET /items/1
          verdict: allow, because an ALLOW policy matches
            ALLOW shop/cart (shop.yaml:30:18): decides
              rule 0 (shop.yaml:34:7) does not match: namespaces is none of "elsewhere" (shop.yaml:34:37)
              rule 1 (shop.yaml:35:7) matches
            not in force here: ALLOW shop/web, its selector does not match (shop.yaml:41:13)

        """)
  }

  @Test func `the port of a Service leads to what is sent and to the verdict where it arrives`() throws {
    let folder = try Folder(["shop.yaml": Self.manifests])
    let run = try Run(
      "inspect", "shop.yaml", "--from", "shop/web", "--to", "cart.shop.svc.cluster.local:80", "--method", "POST",
      in: folder.url)
    #expect(run.output.contains("shop/cart:8080 is sent mutual TLS"))
    #expect(run.output.contains("verdict: deny, because ALLOW policies are in force, and none matches"))
  }

  @Test func `a client without certificate has no identity`() throws {
    let folder = try Folder(["shop.yaml": Self.manifests])
    let run = try Run(
      "inspect", "shop.yaml", "--from", "plaintext", "--to", "shop/cart:8080", "--header", "x: y", in: folder.url)
    #expect(run.output.contains("client: no identity"))
    #expect(run.output.contains("verdict: deny"))
  }

  @Test func `requests of a file get one verdict each, in their order`() throws {
    let requests = """
      [{"dest": "shop/cart", "port": 8080, "path": "/items"},
       {"dest": "shop/cart", "port": 8080, "principal": "other/ns/shop/sa/web"}]
      """
    let folder = try Folder(["shop.yaml": Self.manifests, "requests.json": requests])
    let json = try Run("inspect", "shop.yaml", "--requests", "requests.json", "-o", "json", in: folder.url)
    #expect(
      json.output.contains(#"{"policy":"shop/cart","reason":"an ALLOW policy matches","rule":1,"verdict":"allow"}"#))
    #expect(json.output.contains(#""verdict":"reject-tls"}"#))
    let text = try Run("inspect", "shop.yaml", "--requests", "requests.json", in: folder.url)
    #expect(text.output.contains("an ALLOW policy matches: shop/cart (shop.yaml:35:7)"))
  }

  @Test(arguments: [
    (#"{}"#, "requests.json: holds no array of requests"),
    (#"[{"dest": "shop/cart"}]"#, "requests.json:1:2: a request wants"),
    (
      #"[{"dest": "shop/card", "port": 1}]"#,
      "requests.json:1:11: there is no workload 'shop/card'; did you mean shop/cart?"
    ),
    (#"[{"dest": "shop/cart", "port": 1, "pth": "/"}]"#, "requests.json:1:35: unknown field; did you mean \"path\"?"),
    (#"[{"dest": "shop/cart", "port": 1, "sourceIP": "x"}]"#, "requests.json:1:47: \"sourceIP\" is an IP address"),
    (#"[{"dest": "shop/cart", "port": 1, "jwtIn": "x", "jwt": {}}]"#, "requests.json:1:44: \"jwtIn\" is"),
    (#"[{"dest": "shop/cart", "port": 1"#, "requests.json:2:1: did not find"),
  ])
  func `a file of requests that is wrong is refused with the place`(text: String, message: String) throws {
    let folder = try Folder(["shop.yaml": Self.manifests, "requests.json": text])
    let run = try Run("inspect", "shop.yaml", "--requests", "requests.json", in: folder.url)
    #expect(run.status == 2)
    #expect(run.error.contains(message), "\(run.error)")
    #expect(run.output.isEmpty)
  }
}
