import MeshModel
import MeshResolver
import Testing

/// Values of `principals`, held against what proxies compare them with.
@Suite struct `Principals` {
  private static let text = """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: istio, namespace: istio-system}
    data:
      mesh: |
        trustDomain: prod.example.com
        trustDomainAliases: [old.example.com]
        caCertificates: [{pem: x, trustDomains: [partner.example.com]}]
    """

  private func trustDomains() async throws -> TrustDomains { TrustDomains(try await mesh(Self.text).settings) }

  @Test func `that have a problem match no client, and those without match one`() async throws {
    let domains = try await trustDomains()
    let identities = domains.admitted.flatMap { domain in
      ["shop", "web"].flatMap { namespace in
        ["cart", "default"].map { "spiffe://\(domain)/ns/\(namespace)/sa/\($0)" }
      }
    }
    // Every way to put together up to five parts, with an asterisk at either end or none.
    let parts = ["prod.example.com", "cluster.local", "ns", "shop", "sa", "cart", "", "x"]
    var values = parts
    for _ in 0..<2 { values = values.flatMap { start in [start] + parts.map { "\(start)/\($0)" } } }
    values += parts.map { "prod.example.com/ns/shop/sa/\($0)" } + parts.map { "cluster.local/ns/shop/\($0)/cart" }
    values += parts.map { "\($0)/ns/shop/sa/cart" } + parts.map { "prod.example.com/\($0)/shop/sa/cart" }
    values = values.flatMap { [$0, "*\($0)", "\($0)*", "*/\($0)", "\($0)/*", "spiffe://\($0)", "*\($0)*"] }
    for value in Set(values) where !value.isEmpty {
      let patterns = domains.principals(for: value).map(IdentityPattern.init(principal:))
      let isMatched = identities.contains { identity in patterns.contains { $0.matches(identity) } }
      // What matches none of these clients may still match another one, such as account x.
      if domains.problem(withPrincipal: value) != nil { #expect(!isMatched, "\(value)") }
      if !isMatched, !value.contains("x"), !value.hasPrefix("*"), !value.hasSuffix("*") {
        #expect(domains.problem(withPrincipal: value) != nil, "\(value)")
      }
    }
  }

  @Test(arguments: [
    ("spiffe://prod.example.com/ns/shop/sa/cart", "prod.example.com/ns/shop/sa/cart"),
    ("ns/shop/sa/cart", "prod.example.com/ns/shop/sa/cart"),
    ("shop/sa/cart", "prod.example.com/ns/shop/sa/cart"),
    ("shop/cart", "prod.example.com/ns/shop/sa/cart"),
    ("system:serviceaccount:shop:cart", "prod.example.com/ns/shop/sa/cart"),
    ("prod.example.com/ns/shop", "prod.example.com/ns/shop/*"),
    ("cart", nil),
  ]) func `that are malformed are mended where that is clear`(value: String, mended: String?) async throws {
    guard case .malformed(_, let suggestion) = try await trustDomains().problem(withPrincipal: value) else {
      Issue.record("\(value) has another problem, or none")
      return
    }
    #expect(suggestion == mended)
  }

  @Test func `of the mesh are read in one pass with their accounts`() async throws {
    let identities = try await mesh(
      Self.text + """

        ---
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {name: cart, namespace: shop}
        spec:
          rules:
            - from:
                - source:
                    principals:
                      - prod.example.com/ns/web/sa/frontend
                      - old.example.com/ns/web/sa/old
                      - partner.example.com/ns/web/sa/elsewhere
                      - other.example.com/ns/web/sa/nobody
                - source:
                    serviceAccounts: [web/search, own]
        """
    ).namedIdentities()
    #expect(
      identities.accounts.map { "\($0.account.namespace)/\($0.account.name)" }
        == ["web/frontend", "web/old", "web/search", "shop/own"])
    #expect(identities.problems.map(\.problem) == [.foreign(trustDomain: "other.example.com")])
  }
}
