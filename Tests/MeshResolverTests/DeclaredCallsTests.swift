import MeshResolver
import Testing

@Suite struct `Declared calls` {
  struct Case: Sendable, CustomTestStringConvertible {
    var word: String
    /// The services that a client in namespace `web` calls, as `name.namespace:port`.
    var calls: [String]

    init(_ word: String, _ calls: String...) {
      self.word = word
      self.calls = calls
    }

    var testDescription: String { word }
  }

  static let cases: [Case] = [
    Case("cart.shop.svc.cluster.local", "cart.shop"),
    Case("cart.shop.svc.cluster.local.", "cart.shop"),
    Case("cart.shop.svc", "cart.shop"),
    Case("cart.shop", "cart.shop"),
    Case("Cart.Shop:80", "cart.shop:80"),
    Case("http://cart.shop/items?of=me", "cart.shop:80"),
    Case("https://cart.shop", "cart.shop:443"),
    Case("grpc://cart.shop", "cart.shop"),
    Case("--target=http://cart.shop:8080/", "cart.shop:8080"),
    Case("curl -s http://cart.shop/a; curl 'http://menu/b'", "cart.shop:80", "menu.web:80"),
    Case("cart.shop:80,menu.web:90", "cart.shop:80", "menu.web:90"),
    Case("mongodb://cart.shop:1,menu:2/db", "cart.shop:1", "menu.web:2"),
    Case("postgres://menu:secret@cart.shop:5432/menu", "cart.shop:5432"),
    Case("user:secret@tcp(cart.shop:3306)/db", "cart.shop:3306"),
    Case("menu:90", "menu.web:90"),
    Case("http://menu", "menu.web:80"),
    Case("http://front", "cart.shop:80"),
    Case("api.example.com", "api.example.com"),
    // No calls: a bare word, another port, a bare name of another namespace, paths, mailboxes, keys, unknown hosts.
    Case("menu"),
    Case("menu:9999"),
    Case("menu:90th"),
    Case("http://cart"),
    Case("/etc/cart.shop/ca.crt"),
    Case("https://example.com/cart.shop.svc.cluster.local"),
    Case("ops@cart.shop"),
    Case("cart.shop=on"),
    Case("--cart.shop"),
    Case("cart.shop.example.com"),
    Case("x-cart.shop"),
    Case("pod-0.cart.shop"),
    Case(""),
    Case("://"),
    Case("http://"),
    Case("http://@:80"),
    // Its own service.
    Case("http://web"),
  ]

  static func manifests(_ word: String) -> String {
    let quoted = word.replacing("'", with: "''")
    return """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: web}
      spec:
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
              - args: ['\(quoted)']
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web, namespace: web}
      spec: {selector: {app: web}, ports: [{port: 80}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: menu, namespace: web}
      spec: {selector: {app: menu}, ports: [{port: 90}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: front, namespace: web}
      spec: {type: ExternalName, externalName: cart.shop.svc.cluster.local}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: cart, namespace: shop}
      spec: {selector: {app: cart}, ports: [{port: 80}]}
      ---
      apiVersion: networking.istio.io/v1
      kind: ServiceEntry
      metadata: {name: api, namespace: shop}
      spec: {hosts: [api.example.com], ports: [{number: 443, name: tls, protocol: TLS}]}
      """
  }

  @Test(arguments: cases) func `are the hosts of the mesh that a word names`(example: Case) async throws {
    let mesh = try await mesh(Self.manifests(example.word))
    let calls = mesh.declaredCalls().map { call in
      let host = mesh.services[call.service].hostname.replacing(".svc.cluster.local", with: "")
      return call.port.map { "\(host):\($0)" } ?? host
    }
    #expect(calls == example.calls)
  }
}
