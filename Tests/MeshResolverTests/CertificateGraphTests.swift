import MeshModel
import MeshResolver
import Testing

/// Who signs what among cert-manager's objects, after `pkg/issuer/helper.go`, `pkg/controller/helper.go` and
/// `pkg/util/pki/renewaltime.go` of cert-manager.
@Suite struct `Certificates of cert-manager` {
  /// A Certificate of namespace `shop` that writes the Secret of its own name.
  private static func certificate(_ name: String, issuer: String, _ fields: String = "") -> String {
    """
    apiVersion: cert-manager.io/v1
    kind: Certificate
    metadata: {name: \(name), namespace: shop}
    spec: {commonName: \(name), secretName: \(name), issuerRef: {\(issuer)}\(fields)}
    ---

    """
  }

  private static func issuer(_ name: String, kind: String = "Issuer", _ fields: String) -> String {
    """
    apiVersion: cert-manager.io/v1
    kind: \(kind)
    metadata: {name: \(name), namespace: shop}
    spec: {\(fields)}
    ---

    """
  }

  @Test(
    arguments: [
      ("", 2160, 720), (", duration: 48h, renewBefore: 25h", 48, 25), (", duration: 48h", 48, 16),
      (", duration: 60m, renewBeforePercentage: 25", 1, 0.25), (", duration: 48h, renewBeforePercentage: 100", 48, 16),
      // Longer than the certificate lasts.
      (", duration: 24h, renewBefore: 48h", 24, 8),
    ] as [(String, Double, Double)])
  func `last and are renewed as cert-manager says`(fields: String, duration: Double, renewBefore: Double) async throws {
    let mesh = try await mesh(Self.certificate("cart", issuer: "name: ca", fields))
    // The webhook refuses some of them; one from before it asked is judged all the same.
    let certificate = try #require(mesh.written.certManager.certificates.first)
    let lifetime = try #require(CertificateLifetime(certificate))
    #expect(lifetime.duration == duration * 3600)
    #expect(lifetime.renewBefore == renewBefore * 3600)
  }

  @Test func `have no lifetime where it is no duration`() async throws {
    let mesh = try await mesh(Self.certificate("cart", issuer: "name: ca", ", duration: 90d"))
    #expect(mesh.written.certManager.certificates.count == 1)
    #expect(mesh.written.certManager.certificates.compactMap(CertificateLifetime.init).isEmpty)
  }

  @Test(
    arguments: [
      ("name: root", "shop/root"), ("name: root, kind: ''", "shop/root"),
      ("name: root, group: cert-manager.io", "shop/root"),
      ("name: root, kind: ClusterIssuer", "cert-manager/shared"), ("name: root, group: example.com", nil),
      ("name: other", nil),
    ] as [(String, String?)])
  func `are signed with the Secret of the issuer that they name`(reference: String, expected: String?) async throws {
    let mesh = try await mesh(
      Self.issuer("root", "ca: {secretName: root}")
        + Self.issuer("root", kind: "ClusterIssuer", "ca: {secretName: shared}")
        + Self.certificate("cart", issuer: reference))
    let graph = mesh.certificateGraph
    let certificate = try #require(mesh.mesh.certManager.certificates.first)
    let key = graph.issuer(of: certificate).flatMap(graph.authoritySecret)
    #expect(key.map { "\($0.namespace)/\($0.name)" } == expected)
  }

  @Test func `form a chain up to a root, and no chain is walked for ever`() async throws {
    let chain =
      Self.issuer("self", "selfSigned: {}") + Self.issuer("a", "ca: {secretName: a}")
      + Self.issuer("b", "ca: {secretName: b}") + Self.certificate("cart", issuer: "name: b")
      + Self.certificate("b", issuer: "name: a")
    func secrets(_ root: String) async throws -> [String] {
      let mesh = try await mesh(chain + Self.certificate("a", issuer: "name: \(root)"))
      let certificate = try #require(mesh.mesh.certManager.certificates.first { $0.name == "cart" })
      return mesh.certificateGraph.authoritySecrets(of: certificate).map(\.name)
    }
    #expect(try await secrets("self") == ["b", "a"])
    #expect(try await secrets("b") == ["b", "a"])
  }

  @Test func `that sign each other are found once`() async throws {
    let names = (0..<500).map { "c\(1000 + $0)" }
    let text = names.indices.map { index in
      Self.issuer(names[index], "ca: {secretName: \(names[index])}")
        + Self.certificate(names[index], issuer: "name: \(names[(index + 1) % names.count])")
    }.joined()
    let mesh = try await mesh(text + Self.certificate("cart", issuer: "name: c1007"))
    let circles = mesh.certificateGraph.circles(among: mesh.mesh.certManager.certificates)
    #expect(circles.map(\.count) == [500])
    #expect(circles.first?.first?.name == "c1000")
  }
}
