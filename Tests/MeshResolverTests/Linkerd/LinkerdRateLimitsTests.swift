import MeshModel
import MeshResolver
import Testing

/// What becomes of HTTPLocalRateLimitPolicies (`policy-controller/k8s/status/src/index.rs` target_ref_status,
/// `policy-controller/grpc/src/inbound.rs` to_server).
@Suite struct `Rate limits of Linkerd` {
  private static func server(_ name: String, _ proxyProtocol: String) -> String {
    """
    apiVersion: policy.linkerd.io/v1beta3
    kind: Server
    metadata: {name: \(name), namespace: shop}
    spec: {podSelector: {}, port: 80, proxyProtocol: \(proxyProtocol)}
    """
  }

  private static func limit(_ name: String, of server: String, created: String? = nil) -> String {
    let age = created.map { ", creationTimestamp: '\($0)'" } ?? ""
    return """
      apiVersion: policy.linkerd.io/v1alpha1
      kind: HTTPLocalRateLimitPolicy
      metadata: {name: \(name), namespace: shop\(age)}
      spec: {targetRef: {group: policy.linkerd.io, kind: Server, name: \(server)}, total: {requestsPerSecond: 5}}
      """
  }

  private func states(_ objects: [String]) async throws -> [String: String] {
    let limits = try await mesh(objects.joined(separator: "\n---\n")).linkerdRateLimits()
    let states = limits.map { limit in
      let state =
        switch limit.state {
        case .inForce: "in force"
        case .noServer(let suggestion): "no Server, perhaps \(suggestion ?? "none")"
        case .displaced(let holder): "displaced by \(holder.name)"
        case .otherProtocol: "other protocol"
        }
      return (limit.policy.name, state)
    }
    return Dictionary(uniqueKeysWithValues: states)
  }

  @Test(arguments: [
    ("unknown", "in force"), ("HTTP/1", "in force"), ("HTTP/2", "in force"), ("gRPC", "other protocol"),
    ("opaque", "other protocol"), ("TLS", "other protocol"),
  ])
  func `are for HTTP alone`(proxyProtocol: String, state: String) async throws {
    let objects = [Self.server("cart", proxyProtocol), Self.limit("a", of: "cart")]
    #expect(try await states(objects) == ["a": state])
  }

  @Test func `displace one another by age, then by name`() async throws {
    let server = Self.server("cart", "HTTP/1")
    #expect(
      try await states([server, Self.limit("b", of: "cart"), Self.limit("a", of: "cart")])
        == ["a": "in force", "b": "displaced by a"])
    #expect(
      try await states([
        server, Self.limit("a", of: "cart"), Self.limit("b", of: "cart", created: "2026-02-01T00:00:00Z"),
        Self.limit("c", of: "cart", created: "2026-01-01T00:00:00Z"),
      ]) == ["a": "displaced by c", "b": "displaced by c", "c": "in force"])
  }

  @Test func `need a Server of their namespace`() async throws {
    let objects = [Self.server("cart", "HTTP/1"), Self.limit("a", of: "card"), Self.limit("b", of: "card")]
    #expect(try await states(objects) == ["a": "no Server, perhaps cart", "b": "no Server, perhaps cart"])
  }
}
