import MeshModel
import MeshResolver
import Testing

/// What becomes of connections, by what the client's proxy does and what the server accepts (reference B.3 to B.5).
@Suite struct `Connections in Linkerd` {
  struct Case: Sendable, CustomTestStringConvertible {
    /// Annotations of the server's pod.
    var server: String = ""
    /// More documents.
    var policies: String = ""
    var client: LinkerdConnection.Client
    var outcome: Outcome
    var sendsMutualTLS: Bool

    var testDescription: String { "\(client) to \(server) \(policies.isEmpty ? "" : "with policies")" }
  }

  static let requiresIdentity = "config.linkerd.io/default-inbound-policy: all-authenticated"
  static let skips = "config.linkerd.io/skip-inbound-ports: '8080'"
  static func authorization(_ authentication: String) -> String {
    """
    ---
    apiVersion: policy.linkerd.io/v1beta3
    kind: Server
    metadata: {name: cart, namespace: shop}
    spec: {podSelector: {matchLabels: {app: cart}}, port: 8080}
    ---
    apiVersion: policy.linkerd.io/v1alpha1
    kind: AuthorizationPolicy
    metadata: {name: cart, namespace: shop}
    spec:
      targetRef: {group: policy.linkerd.io, kind: Server, name: cart}
      requiredAuthenticationRefs: [\(authentication)]
    ---
    apiVersion: policy.linkerd.io/v1alpha1
    kind: NetworkAuthentication
    metadata: {name: office, namespace: shop}
    spec: {networks: [{cidr: 10.1.0.0/16}]}
    """
  }

  /// A Server for the same port that lets nobody in, and may be the older one.
  static let rival = """

    ---
    apiVersion: policy.linkerd.io/v1beta3
    kind: Server
    metadata: {name: rival, namespace: shop}
    spec: {podSelector: {matchLabels: {app: cart}}, port: 8080}
    """

  static let cases: [Case] = [
    Case(client: .meshed, outcome: .mtls, sendsMutualTLS: true),
    Case(client: .skipping, outcome: .plaintext, sendsMutualTLS: false),
    Case(client: .unmeshed, outcome: .plaintext, sendsMutualTLS: false),
    Case(server: requiresIdentity, client: .meshed, outcome: .mtls, sendsMutualTLS: true),
    Case(server: requiresIdentity, client: .skipping, outcome: .refused, sendsMutualTLS: false),
    Case(server: requiresIdentity, client: .unmeshed, outcome: .refused, sendsMutualTLS: false),
    Case(
      server: "config.linkerd.io/proxy-require-identity-inbound-ports: '8080'", client: .unmeshed, outcome: .refused,
      sendsMutualTLS: false),
    Case(server: skips, client: .meshed, outcome: .plaintext, sendsMutualTLS: false),
    Case(server: "\(skips), \(requiresIdentity)", client: .unmeshed, outcome: .plaintext, sendsMutualTLS: false),
    Case(server: "linkerd.io/inject: disabled", client: .meshed, outcome: .plaintext, sendsMutualTLS: false),
    Case(
      policies: authorization("{kind: ServiceAccount, name: web}"), client: .unmeshed, outcome: .refused,
      sendsMutualTLS: false),
    Case(policies: authorization(""), client: .unmeshed, outcome: .plaintext, sendsMutualTLS: false),
    Case(
      policies: authorization("{group: policy.linkerd.io, kind: NetworkAuthentication, name: office}"),
      client: .unmeshed, outcome: .unknown, sendsMutualTLS: false),
    Case(policies: authorization("") + rival, client: .unmeshed, outcome: .unknown, sendsMutualTLS: false),
    Case(policies: authorization("") + rival, client: .meshed, outcome: .mtls, sendsMutualTLS: true),
    Case(
      policies: authorization("{kind: ServiceAccount, name: web}") + rival, client: .unmeshed, outcome: .refused,
      sendsMutualTLS: false),
    Case(
      server: "config.linkerd.io/default-inbound-policy: cluster-unauthenticated", client: .unmeshed,
      outcome: .plaintext, sendsMutualTLS: false),
    Case(
      server: "config.linkerd.io/default-inbound-policy: deny", client: .unmeshed, outcome: .refused,
      sendsMutualTLS: false),
  ]

  static func manifests(_ annotations: String, port: Int = 80, target: Int = 8080) -> String {
    """
    apiVersion: v1
    kind: Namespace
    metadata: {name: shop, annotations: {linkerd.io/inject: enabled}}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: cart, namespace: shop}
    spec:
      template:
        metadata: {labels: {app: cart}, annotations: {\(annotations)}}
        spec: {containers: [{name: cart, image: cart, ports: [{containerPort: \(target)}]}]}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: cart, namespace: shop}
    spec: {selector: {app: cart}, ports: [{port: \(port), targetPort: \(target)}]}

    """
  }

  @Test(arguments: cases) func `end as client and server have it`(row: Case) async throws {
    let mesh = try await mesh(Self.manifests(row.server) + row.policies)
    let connection = mesh.linkerdConnection(from: row.client, to: 0, port: mesh.services[0].ports[0])
    let end = try #require(connection?.endpoints.first)
    #expect(end.outcome == row.outcome)
    #expect(end.sendsMutualTLS == row.sendsMutualTLS)
  }

  @Test func `fail at ports that the installation skips for servers and not for their clients`() async throws {
    let mesh = try await mesh(Self.manifests("", port: 80, target: 4567))
    let connection = mesh.linkerdConnection(from: .meshed, to: 0, port: mesh.services[0].ports[0])
    #expect(connection?.endpoints.first?.outcome == .refused)
  }

  @Test func `are skipped by the port of the Service`() async throws {
    let mesh = try await mesh(Self.manifests("config.linkerd.io/skip-outbound-ports: '80'"))
    #expect(mesh.linkerd?.client(0, toward: 80) == .skipping)
    #expect(mesh.linkerd?.client(0, toward: 8080) == .meshed)
    #expect(mesh.linkerdClientGroups()?.groups(toward: 80).map(\.client) == [.skipping])
  }

  static let istio = """
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
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: ledger, namespace: bank}
    spec: {selector: {app: ledger}, ports: [{port: 80}]}
    ---
    apiVersion: security.istio.io/v1
    kind: PeerAuthentication
    metadata: {name: default, namespace: bank}
    spec: {mtls: {mode: MODE}}
    """

  @Test(arguments: [("STRICT", Outcome.refused), ("PERMISSIVE", .plaintext), ("DISABLE", .plaintext)])
  func `to servers of Istio are plain text`(mode: String, outcome: Outcome) async throws {
    let mesh = try await mesh(Self.manifests("") + Self.istio.replacing("MODE", with: mode))
    let ledger = try #require(mesh.services.firstIndex { $0.metadata.name.value == "ledger" })
    let connection = mesh.linkerdConnection(from: .meshed, to: ledger, port: mesh.services[ledger].ports[0])
    #expect(connection?.endpoints.map(\.outcome) == [outcome])
    #expect(connection?.endpoints.map(\.sendsMutualTLS) == [false])
  }

  @Test(arguments: [("", Outcome.plaintext), (requiresIdentity, .refused), (skips, .plaintext)])
  func `from clients of Istio are plain text`(annotations: String, outcome: Outcome) async throws {
    let mesh = try await mesh(Self.manifests(annotations) + Self.istio.replacing("MODE", with: "STRICT"))
    let view = try #require(mesh.clientViews().first)
    let cart = try #require(mesh.services.firstIndex { $0.metadata.name.value == "cart" })
    let ends = mesh.connections(from: view, to: cart).flatMap(\.endpoints)
    #expect(ends.map(\.outcome) == [outcome])
    #expect(mesh.survey().failures.isEmpty)
  }
}
