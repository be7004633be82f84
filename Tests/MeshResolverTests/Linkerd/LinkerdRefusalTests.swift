import Diagnostics
import MeshModel
import MeshResolver
import Testing

@Suite struct `What Linkerd or the API server refuses` {
  private static func server(_ name: String, _ fields: String) -> String {
    """
    apiVersion: policy.linkerd.io/v1beta3
    kind: Server
    metadata: {name: \(name), namespace: shop}
    spec: {podSelector: {matchLabels: {app: cart}}, \(fields)}
    """
  }

  private static let route = """
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata: {name: cart, namespace: shop}
    spec:
      parentRefs: [{group: policy.linkerd.io, kind: Server, name: by-name}]
      rules: [{matches: [{path: {value: cart}}]}]
    """

  @Test func `has no effect, and is listed`() async throws {
    let text = [
      Self.server("by-name", "port: http"), Self.server("by-zero", "port: 0"),
      Self.server("by-unknown-protocol", "port: 80, proxyProtocol: http"),
      Self.server("by-nothing", "proxyProtocol: TLS"),
      Self.route,
    ].joined(separator: "\n---\n")
    let mesh = try await mesh(text)
    let linkerd = try #require(mesh.linkerd)
    #expect(linkerd.policies.servers.map(\.name) == ["by-name"])
    #expect(linkerd.policies.routes.isEmpty)
    #expect(mesh.written.linkerd.servers.count == 4)
    #expect(mesh.rejections.isEmpty)
    #expect(
      mesh.refusals.map { "\($0.object.name): \($0.reason.prefix(24))" } == [
        "by-zero: port 0 is out of range 1", "by-unknown-protocol: unknown variant `http`, ",
        "cart: HttpPathMatch paths must", "by-nothing: ServerSpec needs port",
      ])
  }

  @Test func `is nothing where nothing else is about Linkerd`() async throws {
    let text = Self.route.replacing("{group: policy.linkerd.io, kind: Server, name: by-name}", with: "{name: web}")
    let mesh = try await mesh(text)
    #expect(mesh.linkerd == nil)
    #expect(mesh.linkerdRejections.isEmpty)
    #expect(mesh.mesh.kubernetesRoutes.count == 1)
  }

  /// Whether the input is about Linkerd is decided by all that is written, or no rule could say what is refused.
  @Test func `makes an input one about Linkerd by itself`() async throws {
    #expect(try await mesh(Self.server("by-zero", "port: 0")).linkerd != nil)
  }
}
