import Diagnostics
import Testing

/// How grave it is what is found about cert-manager's objects, and that two articles on rotation get what they need.
@Suite struct `Findings about cert-manager` {
  private static func findings(_ text: String) async throws -> [Finding] {
    try await Fixture(name: "", text: text).newReport().findings
  }

  private static func words(_ text: String) async throws -> [String] {
    try await findings(text).map { "\($0.severity.rawValue) \($0.rule.name)" }.sorted()
  }

  // MARK: Severity

  private static func leaf(_ fields: String) -> String {
    """
    apiVersion: cert-manager.io/v1
    kind: Certificate
    metadata: {name: cart, namespace: shop}
    spec: {secretName: cart, dnsNames: [cart.shop.svc], \(fields)}
    ---

    """
  }

  private static func clusterIssuer(_ name: String, _ spec: String) -> String {
    """
    apiVersion: cert-manager.io/v1
    kind: ClusterIssuer
    metadata: {name: \(name)}
    spec: {\(spec)}
    ---

    """
  }

  @Test(arguments: [("", "warning"), ("# options: assume-complete\n", "error")])
  func `take a similar name for a mistake only where nothing lives elsewhere`(
    options: String, severity: String
  ) async throws {
    let text =
      options + Self.clusterIssuer("shop", "selfSigned: {}")
      + Self.leaf("issuerRef: {name: shop-internal, kind: ClusterIssuer}")
    #expect(try await Self.words(text) == ["\(severity) issuer-not-found"])
  }

  @Test(
    arguments: [
      ("", "info"), ("values: {clusterResourceNamespace: platform}", "warning"),
      ("valuesFrom: [{kind: ConfigMap, name: more}]", "info"),
    ])
  func `are sure about the namespace of a Secret only where the input says it`(
    fields: String, severity: String
  ) async throws {
    let release = """
      apiVersion: helm.toolkit.fluxcd.io/v2
      kind: HelmRelease
      metadata: {name: manager, namespace: platform}
      spec: {chart: {spec: {chart: cert-manager}}, \(fields)}
      ---

      """
    let text =
      (fields.isEmpty ? "" : release) + Self.clusterIssuer("shop", "ca: {secretName: cart}")
      + Self.leaf("isCA: true, issuerRef: {name: other, kind: ClusterIssuer}")
    #expect(try await Self.words(text) == ["\(severity) ca-issuer-cannot-sign"])
  }

  @Test(
    arguments: [
      ("1200h, renewBefore: 100h", "2160h", "warning", "let the CA last for longer than 60 days"),
      ("4800h, renewBefore: 100h", "2160h", "warning", "renew the CA at least 60 days before its end"),
      ("1200h, renewBefore: 600h", "2400h, renewBefore: 2390h", "info", "let the CA last for longer"),
      ("8760h, renewal: {policy: Disabled}", "2160h", "info", "replace the CA at least 60 days"),
    ])
  func `ask of an authority what it can do`(
    duration: String, leaf: String, severity: String, help: String
  ) async throws {
    let text = """
      apiVersion: cert-manager.io/v1
      kind: Certificate
      metadata: {name: root, namespace: cert-manager}
      spec:
        {secretName: root, isCA: true, commonName: root, duration: \(duration), issuerRef: {name: other}}
      ---
      \(Self.clusterIssuer("shop", "ca: {secretName: root}"))
      \(Self.leaf("duration: \(leaf), issuerRef: {name: shop, kind: ClusterIssuer}"))
      """
    let findings = try await Self.findings(text)
    #expect(findings.map(\.rule.name) == ["authority-outlived"])
    #expect(findings.map(\.severity.rawValue) == [severity])
    #expect(findings.first?.help?.hasPrefix(help) == true)
  }

  @Test(arguments: [("RSA, size: 4096", "warning"), ("RSA, size: 3072", "error"), ("Ed25519", "error")])
  func `are errors where no release takes the key of a trust anchor`(key: String, severity: String) async throws {
    let anchor = """
      apiVersion: cert-manager.io/v1
      kind: Certificate
      metadata: {name: linkerd-trust-anchor, namespace: cert-manager}
      spec:
        secretName: linkerd-trust-anchor
        isCA: true
        commonName: root.linkerd.cluster.local
        privateKey: {algorithm: \(key), rotationPolicy: Always}
        issuerRef: {name: self, kind: ClusterIssuer}
      ---

      """
    let text =
      Self.clusterIssuer("self", "selfSigned: {}") + anchor
      + Self.clusterIssuer("linkerd", "ca: {secretName: linkerd-trust-anchor}")
      + Self.certificate("issuerRef: {name: linkerd, kind: ClusterIssuer}")
    let found = try await Self.findings(text).filter {
      $0.rule.name == "unfit-mesh-authority" && $0.object?.name == "linkerd-trust-anchor"
    }
    #expect(found.map(\.severity.rawValue) == [severity])
  }

  @Test func `leave alternatives of one Certificate alone, and find a rival behind them`() async throws {
    func file(_ name: String) -> String {
      """
      apiVersion: cert-manager.io/v1
      kind: Certificate
      metadata: {name: \(name), namespace: shop}
      spec: {secretName: tls, dnsNames: [\(name).shop.svc], issuerRef: {name: shop}}
      """
    }
    let alternatives = ["envs/one/cart.yaml": file("cart-one"), "envs/two/cart.yaml": file("cart-two")]
    let fixture = Fixture(name: "", text: "")
    #expect(try await fixture.report(on: alternatives).findings.isEmpty)
    let all = alternatives.merging(["rivals/orders.yaml": file("orders")]) { one, _ in one }
    let found = try await fixture.report(on: all).findings
    #expect(found.map(\.rule.name) == ["certificates-share-secret"])
    #expect(found.first?.message.hasPrefix("Certificate \"shop/orders\"") == true)
  }

  // MARK: Articles

  private static let issuer = """
    apiVersion: cert-manager.io/v1
    kind: Issuer
    metadata: {name: linkerd-identity-issuer, namespace: linkerd}
    spec:
      ca: {secretName: linkerd-trust-anchor}
    ---

    """

  private static func certificate(_ fields: String) -> String {
    """
    apiVersion: cert-manager.io/v1
    kind: Certificate
    metadata: {name: linkerd-identity-issuer, namespace: linkerd}
    spec: {secretName: linkerd-identity-issuer, commonName: identity.linkerd.cluster.local, \(fields)}
    ---

    """
  }

  private static func secret(_ name: String, _ type: String, _ data: String) -> String {
    """
    apiVersion: v1
    kind: Secret
    metadata: {name: \(name), namespace: linkerd}
    type: \(type)
    data: {\(data)}
    ---

    """
  }

  private static let ofCertificate = [
    "error unfit-mesh-authority", "error unfit-mesh-authority", "info authority-key-kept",
    "warning linkerd-issuer-renewed-too-late",
  ]
  private static let first = (
    issuer: issuer,
    certificate: certificate("duration: 24h, renewBefore: 1h, issuerRef: {name: linkerd-identity-issuer}"),
    anchor: secret("linkerd-trust-anchor", "Opaque", "ca.crt: aGVsbG8="),
    credentials: secret("linkerd-identity-issuer", "kubernetes.io/tls", "tls.crt: aGVsbG8=, tls.key: aGVsbG8=")
  )
  private static let second = (
    issuer: issuer.replacing("linkerd-trust-anchor", with: "linkerd-identity-trust-roots"),
    certificate: certificate(
      "duration: 720h, renewBefore: 24h, issuerRef: {name: linkerd-identity-trust-issuer, kind: ClusterIssuer}")
  )

  @Test(
    arguments: [
      (first.issuer, []),
      (first.certificate, ofCertificate + ["info issuer-secret-does-not-fit-scheme"]),
      (first.anchor, ["error unreadable-certificate", "info trust-anchor-secret-not-read"]),
      (
        first.credentials,
        [
          "error unreadable-certificate", "error unreadable-certificate", "info issuer-secret-does-not-fit-scheme",
          "warning issuer-secret-does-not-fit-scheme",
        ]
      ),
      (
        first.issuer + first.certificate + first.anchor + first.credentials,
        ofCertificate + [
          "error ca-issuer-cannot-sign", "error unreadable-certificate", "error unreadable-certificate",
          "error unreadable-certificate", "info issuer-secret-does-not-fit-scheme", "info root-key-beside-linkerd",
          "info trust-anchor-secret-not-read", "warning linkerd-authority-not-trusted",
          "warning overwritten-by-controller",
        ]
      ),
      (second.issuer, ["error ca-issuer-cannot-sign"]),
      (second.certificate, ofCertificate + ["info issuer-secret-does-not-fit-scheme"]),
      (
        second.issuer + second.certificate,
        ofCertificate + [
          "error ca-issuer-cannot-sign", "error issuer-not-found", "info issuer-secret-does-not-fit-scheme",
        ]
      ),
    ] as [(String, [String])])
  func `of articles on rotation are all there, alone and together`(text: String, expected: [String]) async throws {
    #expect(try await Self.words(text) == expected.sorted())
  }

  @Test func `on a short-lived issuer say what the check of Linkerd makes of it`() async throws {
    for certificate in [Self.first.certificate, Self.second.certificate] {
      let late = try await Self.findings(certificate).first { $0.rule.name == "linkerd-issuer-renewed-too-late" }
      #expect(late?.help?.contains("less than 60 days") == true)
    }
  }
}
