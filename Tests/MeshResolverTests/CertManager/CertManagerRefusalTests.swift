import MeshModel
import MeshResolver
import Testing

/// An object that is wrong in one way, and what is said of it.
struct RefusedObject: CustomTestStringConvertible, Sendable {
  /// The function or the rule in the sources of cert-manager or trust-manager that says so.
  var source: String
  var kind: String
  var spec: String
  /// The reason, without the path of the field in front.
  var reason: String

  init(_ source: String, _ kind: String, _ spec: String, _ reason: String) {
    (self.source, self.kind, self.spec, self.reason) = (source, kind, spec, reason)
  }

  var testDescription: String { "\(source): \(spec)" }

  /// The object as a manifest.
  var text: String {
    switch kind {
    case "Certificate":
      let isNamed = ["commonName", "literalSubject", "dnsNames", "Names:", "Addresses:"].contains(where: spec.contains)
      let fields = [
        spec.contains("secretName") ? nil : "secretName: web-tls", isNamed ? nil : "dnsNames: [web.shop.svc]",
        spec.contains("issuerRef") ? nil : "issuerRef: {name: ca, kind: Issuer}", spec,
      ]
      return manifest("cert-manager.io/v1", "{\(fields.compactMap { $0 }.joined(separator: ", "))}")
    case "CertificateRequest":
      let reference = spec.contains("issuerRef") ? "" : "issuerRef: {name: ca}, "
      return manifest("cert-manager.io/v1", "{\(reference)\(spec)}")
    case "Issuer", "ClusterIssuer": return manifest("cert-manager.io/v1", "{\(spec)}")
    case "ACME":
      return manifest(
        "cert-manager.io/v1", "{acme: {server: https://acme.example, privateKeySecretRef: {name: account}, \(spec)}}",
        kind: "ClusterIssuer")
    case "DNS01":
      return manifest(
        "cert-manager.io/v1",
        """
        {acme: {server: https://acme.example, privateKeySecretRef: {name: account}, solvers: [{dns01: {\(spec)}}]}}
        """, kind: "ClusterIssuer")
    case "Vault":
      let auth = spec.contains("auth:") ? "" : "auth: {tokenSecretRef: {name: token, key: token}}, "
      let path = spec.contains(" path:") || spec.hasPrefix("path:") ? "" : "path: pki/sign/web, "
      return manifest(
        "cert-manager.io/v1", "{vault: {server: https://vault.example, \(path)\(auth)\(spec)}}", kind: "Issuer")
    case "Bundle": return manifest("trust.cert-manager.io/v1alpha1", "{\(spec)}")
    default: return manifest("trust-manager.io/v1alpha2", "{\(spec)}")
    }
  }

  private func manifest(_ apiVersion: String, _ spec: String, kind: String? = nil) -> String {
    """
    apiVersion: \(apiVersion)
    kind: \(kind ?? self.kind)
    metadata: {name: roots, namespace: shop}
    spec: \(spec)
    """
  }
}

@Suite struct `What cert-manager or trust-manager refuses` {
  @Test(arguments: RefusedObject.certificates + RefusedObject.requests)
  func `is said of Certificates and CertificateRequests`(_ object: RefusedObject) async throws {
    try await check(object)
  }

  @Test(arguments: RefusedObject.issuers + RefusedObject.acmeIssuers + RefusedObject.dnsSolvers)
  func `is said of Issuers`(_ object: RefusedObject) async throws { try await check(object) }

  @Test(arguments: RefusedObject.bundles) func `is said of Bundles`(_ object: RefusedObject) async throws {
    try await check(object)
  }

  private func check(_ object: RefusedObject) async throws {
    let mesh = try await mesh(object.text)
    let reasons = mesh.refusals.map(\.reason)
    #expect(reasons.count == 1 && reasons[0].contains(object.reason), "\(reasons)")
    #expect(mesh.written.certManager.isEmpty == false)
    #expect(mesh.mesh.certManager.isEmpty)
  }

  @Test(arguments: AcceptedObject.all) func `is nothing that is right`(_ object: RefusedObject) async throws {
    let mesh = try await mesh(object.text)
    #expect(mesh.refusals.map(\.reason) == [])
    #expect(mesh.certManagerRejections.map(\.reason) == [])
  }

  @Test func `has no place in what a later definition replaces`() async throws {
    let wrong = RefusedObject("", "Certificate", "duration: 30m", "")
    let right = RefusedObject("", "Certificate", "duration: 3h", "")
    #expect(try await mesh(wrong.text + "\n---\n" + right.text).certManagerRejections.isEmpty)
    #expect(try await mesh(right.text + "\n---\n" + wrong.text).certManagerRejections.count == 1)
  }

  @Test func `is no value that is merely ignored`() async throws {
    let percentage = RefusedObject("", "Certificate", "renewBeforePercentage: 100", "")
    let algorithm = RefusedObject(
      "", "ACME", "externalAccountBinding: {keyID: a, keyAlgorithm: HS384, keySecretRef: {name: a, key: b}}", "")
    for object in [percentage, algorithm] {
      let mesh = try await mesh(object.text)
      #expect(mesh.refusals.isEmpty)
      #expect(mesh.certManagerRejections.map(\.consequence) == [.warning])
      #expect(!mesh.mesh.certManager.isEmpty)
    }
  }
}
