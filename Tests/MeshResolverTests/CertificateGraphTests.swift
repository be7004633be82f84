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

  @Test func `are in use to their end where nothing renews them`() async throws {
    let mesh = try await mesh(
      Self.certificate("cart", issuer: "name: ca", ", renewBefore: 25h, renewal: {policy: Disabled}"))
    let certificate = try #require(mesh.written.certManager.certificates.first)
    let lifetime = try #require(CertificateLifetime(certificate))
    #expect(!lifetime.isRenewed)
    #expect(lifetime.use == 2160 * 3600)
  }

  @Test(
    arguments: [
      ("name: shop-ca", nil), ("name: public, kind: ClusterIssuer", nil),
      ("name: public", "other kind: public"), ("name: shop-ca, kind: ClusterIssuer", "other kind: shop-ca"),
      ("name: far", "other namespace: far"), ("name: spare-ca", nil), ("name: spare", "unused: spare-ca"),
      ("name: spare-test-ca", "unused: spare-ca"), ("name: ca-spare", "absent"), ("name: spare-old-test-ca", "absent"),
      ("name: spare-test-ca, kind: ClusterIssuer", "unused: spare-ca"), ("name: unknown", "absent"),
      // It is there, and the webhook refuses it.
      ("name: empty", nil), ("name: other, group: example.com", nil),
    ] as [(String, String?)])
  func `lack their issuer for a reason`(reference: String, expected: String?) async throws {
    let mesh = try await mesh(
      Self.issuer("shop-ca", "selfSigned: {}") + Self.issuer("spare-ca", "selfSigned: {}")
        + Self.issuer("public", kind: "ClusterIssuer", "selfSigned: {}") + Self.issuer("empty", "ca: {secretName: ''}")
        + Self.issuer("far", "selfSigned: {}").replacing("namespace: shop", with: "namespace: platform")
        + Self.certificate("orders", issuer: "name: shop-ca")
        + Self.certificate("vote", issuer: "name: public, kind: ClusterIssuer")
        + Self.certificate("cart", issuer: reference))
    let certificate = try #require(mesh.mesh.certManager.certificates.first { $0.name == "cart" })
    let missing = mesh.certificateGraph.missingIssuer(try #require(certificate.issuerRef), in: "shop")
    let found: String? =
      switch missing {
      case .otherKind(let issuer): "other kind: \(issuer.name)"
      case .otherNamespace(let issuer): "other namespace: \(issuer.name)"
      case .unused(let issuer): "unused: \(issuer.name)"
      case .absent: "absent"
      case nil: nil
      }
    #expect(found == expected)
  }

  @Test(
    arguments: [
      ("controller", "example.com/cert-manager-controller:v1@sha256:00", "$(POD_NAMESPACE)", "shop"),
      ("cert-manager", "example.com/mirror:v1", "secrets", "secrets"),
      ("controller", "example.com/issuer-of-another-project:v1", "$(POD_NAMESPACE)", nil),
    ] as [(String, String, String, String?)])
  func `for all are signed with Secrets of the namespace that cert-manager is told`(
    container: String, image: String, flag: String, expected: String?
  ) async throws {
    let mesh = try await mesh(
      Self.issuer("root", kind: "ClusterIssuer", "ca: {secretName: root}")
        + """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: controller, namespace: shop}
        spec:
          selector: {matchLabels: {app: controller}}
          template:
            metadata: {labels: {app: controller}}
            spec: {containers: [{name: \(container), image: "\(image)", args: ["--cluster-resource-namespace=\(flag)"]}]}
        """)
    let graph = mesh.certificateGraph
    #expect(graph.isClusterNamespaceKnown == (expected != nil))
    let issuer = try #require(mesh.mesh.certManager.issuers.first)
    #expect(graph.authoritySecret(of: issuer)?.namespace == expected ?? "cert-manager")
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
