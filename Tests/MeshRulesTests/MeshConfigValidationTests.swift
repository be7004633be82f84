import Diagnostics
import RuleCatalogue
import Testing

/// What Istio says about mesh configuration, as the rules word it.
@Suite("Mesh configuration")
struct MeshConfigValidationTests {
  struct Case: Sendable, CustomTestStringConvertible {
    /// What stands below `data.mesh` or `spec.meshConfig`.
    var config: String
    var messages: [String]

    init(_ config: String, _ messages: String...) {
      self.config = config
      self.messages = messages
    }

    var testDescription: String { config }
  }

  @Test(
    "is refused in Istio's words",
    arguments: [
      Case("proxyListenPort: 0", "invalid proxy listen port: port number 0 must be in the range 1..65535"),
      Case("connectTimeout: 0s", "invalid connect timeout: duration must be greater than 1ms"),
      Case("connectTimeout: 1.0001s", "invalid connect timeout: only durations to ms precision are supported"),
      Case("connectTimeout: 90m", "invalid connect timeout: time 1h30m0s must be >1ms and <1h0m0s"),
      Case("connectTimeout: 1h"), Case("protocolDetectionTimeout: 0s"),
      Case(
        "protocolDetectionTimeout: 1us",
        "invalid protocol detection timeout: only durations to ms precision are supported"),
      Case("defaultConfig: {configPath: '', binaryPath: ''}", "config path must be set", "binary path must be set"),
      Case("defaultConfig: {serviceCluster: ''}", "service cluster must be specified"),
      Case("defaultConfig: {drainDuration: 0s}", "invalid drain duration: duration must be greater than 1ms"),
      Case("defaultConfig: {drainDuration: 1.5s}", "drain time only supports durations to seconds precision"),
      Case("defaultConfig: {discoveryAddress: ''}", "discovery address must be set to the proxy discovery service"),
      Case(
        "defaultConfig: {discoveryAddress: istiod}",
        "invalid discovery address: unable to split \"istiod\": address istiod: missing port in address"),
      Case(
        "defaultConfig: {discoveryAddress: 'a:b:15012'}",
        "invalid discovery address: unable to split \"a:b:15012\": address a:b:15012: too many colons in address"),
      Case(
        "defaultConfig: {discoveryAddress: '[::1:15012'}",
        "invalid discovery address: unable to split \"[::1:15012\": address [::1:15012: missing ']' in address"),
      Case("defaultConfig: {discoveryAddress: '[::1]:15012'}"),
      Case(
        "defaultConfig: {discoveryAddress: 'istiod:https'}",
        "invalid discovery address: port (https) is not a number: strconv.Atoi: parsing \"https\": invalid syntax"),
      Case(
        "defaultConfig: {discoveryAddress: 'istiod:0'}",
        "invalid discovery address: port number 0 must be in the range 1..65535"),
      Case(
        "defaultConfig: {discoveryAddress: 'istio_d:1'}",
        "invalid discovery address: \"istio_d\" is not a valid hostname or an IP address"),
      Case(
        "defaultConfig: {tracing: {zipkin: {}}}", "invalid zipkin config: unable to split \"\": missing port in address"
      ),
      Case("defaultConfig: {tracing: {datadog: {address: '$(HOST_IP):8126'}}}"),
      Case(
        "defaultConfig: {tracing: {lightstep: {}}}", "invalid lightstep config: address is required",
        "invalid lightstep config: access token is required"),
      Case(
        "defaultConfig: {tracing: {tlsSettings: {mode: MUTUAL}}}",
        "invalid tracing TLS config: client certificate required for mutual tls",
        "invalid tracing TLS config: private key required for mutual tls"),
      Case(
        "defaultConfig: {statsdUdpAddress: x}",
        "invalid statsd udp address \"x\": unable to split \"x\": address x: missing port in address"),
      Case(
        "defaultConfig: {envoyAccessLogService: {address: x}}",
        "invalid envoy access log service address \"x\": unable to split \"x\": address x: missing port in address"),
      Case(
        "defaultConfig: {proxyAdminPort: 0, statusPort: 70000}",
        "invalid proxy admin port: port number 0 must be in the range 1..65535",
        "invalid status port: port number 70000 must be in the range 1..65535"),
      Case(
        "defaultConfig: {privateKeyProvider: {}}",
        "invalid private key provider configuration: private key provider configuration is required"),
      Case(
        "defaultConfig: {privateKeyProvider: {cryptomb: {}}}",
        "invalid private key provider configuration: pollDelay is required"),
      Case(
        "defaultConfig: {privateKeyProvider: {qat: {pollDelay: 0s}}}",
        "invalid private key provider configuration: pollDelay must be non zero"),
      Case(
        "localityLbSetting: {distribute: [{from: a/*, to: {a/*: 90}}]}", "total locality weight 90 != 100"),
      Case("localityLbSetting: {failover: [{from: eu, to: us}]}"),
      Case(
        "serviceSettings: [{hosts: [a.b]}, {hosts: [a_b]}]",
        "serviceSettings[1], host `a_b`: domain name \"a_b\" invalid (label \"a_b\" invalid)"),
      Case("trustDomain: ''", "trustDomain: empty domain name not allowed"),
      Case("trustDomain: my_mesh", "trustDomain: trust domain name \"my_mesh\" invalid"),
      Case("trustDomain: '${TRUST_DOMAIN}'"), Case("trustDomain: $CLUSTER"),
      Case("trustDomain: null"), Case("trustDomain: mesh.example.com."),
      Case(
        "trustDomainAliases: [z.example.com, b.example.com, '*.example.com', z.example.com, '!']",
        "trustDomainAliases[0], domain `!` : trust domain name \"!\" invalid",
        "trustDomainAliases[1], domain `*.example.com` : trust domain name \"*.example.com\" invalid"),
      Case("meshMTLS: {ecdhCurves: [P-256]}", "mesh TLS does not support ECDH curves configuration"),
      Case("meshMTLS: {ecdhCurves: []}"),
    ])
  func isRefused(_ example: Case) async throws {
    let expected = example.messages.map { "Schema validation error: \($0)" }.sorted()
    for text in [installation(example.config), configMap("mesh", example.config)] {
      #expect(try await messages(text, code: "IST0106") == expected, "\(text)")
    }
  }

  @Test(
    "is warned about in Istio's words",
    arguments: [
      Case(
        "tlsDefaults: {ecdhCurves: [P-256, Q, P-256, A]}", "detected unrecognized ECDH curves: [A Q]",
        "detected duplicate ECDH curves: [P-256]")
    ])
  func isWarnedAbout(_ example: Case) async throws {
    let expected = example.messages.map { "Schema validation warning: \($0)" }.sorted()
    #expect(try await messages(configMap("mesh", example.config), code: "IST0133") == expected)
  }

  @Test(
    "has networks that Istio refuses",
    arguments: [
      Case(
        "{a: {endpoints: [{fromCidr: 10.0.0.0/33}], gateways: [{address: 10.0.0.1, port: 1}]}}",
        "invalid network a: 10.0.0.0/33 is not a valid CIDR block"),
      Case("{a: {endpoints: [{fromCidr: here}]}}", "invalid network a: here is not a valid IP"),
      Case("{a: {endpoints: [{fromRegistry: my_cluster}]}}", "invalid network a: invalid registry name: my_cluster"),
      Case(
        "{a: {gateways: [{registryServiceName: a_b, port: 1}]}}",
        "invalid network a: domain name \"a_b\" invalid (label \"a_b\" invalid)"),
      Case(
        "{a: {gateways: [{address: a_b}]}}", "invalid network a: a_b is not a valid IP address or DNS name",
        "invalid network a: port number 0 must be in the range 1..65535"),
    ])
  func hasNetworks(_ example: Case) async throws {
    let expected = example.messages.map { "Schema validation error: \($0)" }.sorted()
    let text = configMap("meshNetworks", "networks: \(example.config)")
    #expect(try await messages(text, code: "IST0106") == expected)
  }

  @Test("is reported at the scalar inside of the text")
  func place() async throws {
    let found = try await Fixture(name: "place", text: configMap("mesh", "trustDomain: my_mesh")).report().findings
    let span = try #require(found.first { $0.rule.code == "IST0106" }).span
    #expect(span.start.line == 8 && span.start.column == 18)
  }

  private func messages(_ text: String, code: String) async throws -> [String] {
    try await Fixture(name: "mesh", text: text).newReport().findings.filter { $0.rule.code == code }.map(\.message)
      .sorted()
  }

  private func installation(_ config: String) -> String {
    """
    apiVersion: install.istio.io/v1alpha1
    kind: IstioOperator
    metadata: {name: mesh, namespace: istio-system}
    spec:
      meshConfig:
        \(config)
    """
  }

  private func configMap(_ key: String, _ config: String) -> String {
    """
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: istio
      namespace: istio-system
    data:
      \(key): |
        \(config)
    """
  }
}
