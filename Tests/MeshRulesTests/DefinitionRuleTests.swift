import Diagnostics
import RuleCatalogue
import Testing

/// What only the CustomResourceDefinitions of Istio refuse.
@Suite("Rules of the definitions")
struct DefinitionRuleTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var kind: String
    var spec: String
    /// Nil where the definition allows it, or the webhook has words of its own.
    var message: String?

    init(_ kind: String, _ spec: String, _ message: String? = nil) {
      self.kind = kind
      self.spec = spec
      self.message = message
    }

    var testDescription: String { "\(kind) \(spec)" }
  }

  private static let target = "{group: gateway.networking.k8s.io, kind: Gateway, name: web}"
  private static let labels = "{matchLabels: {app: cart}}"
  private static let several = "only one of targetRefs or selector can be set"
  private static let keySets = "only one of jwks or jwksUri can be set"
  private static let keys = "jwksUri: 'https://a.example.com/k'"

  @Test(
    "are given in their own words",
    arguments: [
      Case("security/AuthorizationPolicy", "{selector: \(labels), targetRefs: []}", several),
      Case("security/AuthorizationPolicy", "{targetRef: \(target), targetRefs: []}", several),
      Case("security/AuthorizationPolicy", "{targetRefs: []}"),
      Case("security/AuthorizationPolicy", "{selector: \(labels), targetRefs: null}"),
      Case("security/AuthorizationPolicy", "{selector: \(labels), targetRefs: [\(target)]}"),
      Case(
        "security/AuthorizationPolicy", "{rules: [{from: [{source: {serviceAccounts: [a/b], namespaces: []}}]}]}",
        "Cannot set serviceAccounts with namespaces or principals"),
      Case("security/AuthorizationPolicy", "{rules: [{from: [{source: {serviceAccounts: [a/b], namespaces: [a]}}]}]}"),
      Case("security/RequestAuthentication", "{selector: \(labels), targetRefs: []}", several),
      Case("security/RequestAuthentication", "{jwtRules: [{issuer: a, \(keys), jwks: '{\"keys\":[]}'}]}", keySets),
      Case("security/RequestAuthentication", "{jwtRules: [{issuer: a, \(keys), jwks: ''}]}", keySets),
      Case("security/RequestAuthentication", "{jwtRules: [{issuer: a, \(keys), jwks: null}]}"),
      Case("telemetry/Telemetry", "{selector: \(labels), targetRefs: []}", several),
      Case(
        "telemetry/Telemetry", "{metrics: [{reportingInterval: 0s}]}", "must be a valid duration greater than 1ms"),
      Case(
        "telemetry/Telemetry",
        "{metrics: [{overrides: [{tagOverrides: {a: {operation: REMOVE, value: ''}}}]}]}",
        "value must not be set when operation is REMOVE"),
      Case(
        "extensions/WasmPlugin", "{url: 'oci://a/b', vmConfig: {env: [{name: A, valueFrom: HOST, value: ''}]}}",
        "value may only be set when valueFrom is INLINE"),
      Case("extensions/WasmPlugin", "{url: 'oci://a/b', selector: \(labels), targetRefs: []}", several),
      Case(
        "networking/EnvoyFilter", "{workloadSelector: {labels: {a: b}}, targetRefs: [\(target)]}",
        "only one of targetRefs or workloadSelector can be set"),
      Case(
        "networking/EnvoyFilter", "{targetRefs: [{kind: Gateway, name: web, namespace: a}]}",
        "cross namespace referencing is not currently supported"),
      Case(
        "networking/EnvoyFilter", "{configPatches: [{match: {context: WAYPOINT}}]}",
        "only support waypointMatch when context is WAYPOINT"),
      Case(
        "networking/EnvoyFilter", "{configPatches: [{match: {context: WAYPOINT, waypoint: {portNumber: 0}}}]}",
        "port must be between 1-65535"),
      Case(
        "networking/DestinationRule", "{host: cart, trafficPolicy: {loadBalancer: {warmupDurationSecs: 0s}}}",
        "must be a valid duration greater than 1ms"),
      Case(
        "networking/Gateway",
        "{servers: [{hosts: [a.com], port: {number: 443, name: tls, protocol: HTTPS}, "
          + "tls: {mode: SIMPLE, credentialName: a, credentialNames: []}}]}",
        "only one of credentialName or credentialNames can be set"),
      Case(
        "networking/Gateway",
        "{servers: [{hosts: [a.com], port: {number: 443, name: tls, protocol: HTTPS}, "
          + "tls: {mode: SIMPLE, credentialNames: [a], tlsCertificates: []}}]}",
        "only one of credentialNames or tlsCertificates can be set"),
      Case(
        "networking/ServiceEntry", "{hosts: [a.com], ports: [{number: 80, name: http, targetPort: 0}]}",
        "port must be between 1-65535"),
      Case(
        "networking/ServiceEntry",
        "{hosts: [a.com], resolution: STATIC, workloadSelector: {labels: {a: b}}, endpoints: []}",
        "only one of WorkloadSelector or Endpoints can be set"),
      Case("networking/ServiceEntry", "{hosts: [a.com], endpoints: []}", "NONE mode cannot set endpoints"),
      Case("networking/ServiceEntry", "{hosts: [a.com], resolution: DNS, endpoints: []}"),
      Case("networking/WorkloadEntry", "{address: 'unix://@a/'}", "UDS may not be a dir"),
      Case("networking/WorkloadEntry", "{address: 'unix:///a', ports: {}}", "UDS may not include ports"),
      Case(
        "networking/WorkloadEntry", "{address: 10.0.0.1, ports: {\(String(repeating: "a", count: 63)): 1}}",
        "port name must be valid"),
      Case(
        "networking/WorkloadGroup", "{template: {address: 'unix://a'}}",
        "UDS must be an absolute path or abstract socket"),
      Case("networking/WorkloadGroup", "{template: {address: 'unix:///a/'}}", "UDS may not be a dir"),
      Case("networking/WorkloadGroup", "{template: {ports: {a_b: 1}}}", "port name must be valid"),
      Case("networking/WorkloadGroup", "{template: {ports: {a: 0}}}", "port must be between 1-65535"),
    ])
  func words(_ example: Case) async throws {
    let parts = example.kind.split(separator: "/")
    let versions = ["EnvoyFilter": "v1alpha3", "WasmPlugin": "v1alpha1"]
    let text = """
      apiVersion: \(parts[0]).istio.io/\(versions[String(parts[1])] ?? "v1")
      kind: \(parts[1])
      metadata: {name: cart, namespace: shop}
      spec: \(example.spec)
      """
    let prefix = "The CustomResourceDefinition does not allow this: "
    let found = try await Fixture(name: "definition", text: text).newReport().findings
      .filter { $0.rule.code == "MSH0113" && $0.message.hasPrefix(prefix) }.map { $0.message.dropFirst(prefix.count) }
    #expect(found.map(String.init) == [example.message].compactMap(\.self))
  }
}
