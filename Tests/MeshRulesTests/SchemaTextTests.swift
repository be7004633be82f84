import Diagnostics
import Testing

@Suite struct `Findings about schemas` {
  private static func rule(_ spec: String) -> String {
    "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: cart, namespace: shop}\nspec: {host: cart, \(spec)}"
  }

  private static func server(_ spec: String) -> String {
    """
    apiVersion: policy.linkerd.io/v1beta2
    kind: Server
    metadata: {name: cart, namespace: shop}
    spec: {podSelector: {}, port: 80, \(spec)}
    """
  }

  private static func manifest(_ apiVersion: String, _ kind: String) -> String {
    "apiVersion: \(apiVersion)\nkind: \(kind)\nmetadata: {name: cart, namespace: shop}\nspec: {}"
  }

  @Test(arguments: [
    (rule("traffic_policy: {}"), "unknown-field", "istioctl reads the name with underscores, the API server drops it"),
    (rule("trafficpolicy: {}"), "unknown-field", "did you mean \"trafficPolicy\"?"),
    (rule("traficPolicy: {}"), "unknown-field", "did you mean \"trafficPolicy\"?"),
    (rule("tls: {mode: SIMPLE}"), "unknown-field", "it belongs one level down, in \"trafficPolicy\""),
    (rule("trafficPolicy: {subsets: []}"), "unknown-field", "it belongs one level up, in DestinationRule"),
    (rule("trafficPolicy: {retryBudget: {budgetInterval: 1s}}"), "unknown-field", "the field came with Istio 1.31"),
    (
      rule("workloadSelector: {labels: {app: cart}}"), "unknown-field",
      "expected one of matchLabels"
    ),
    (server("accessPolicy: audit"), "unknown-field", "policy.linkerd.io/v1beta3 has the field"),
    (server("accessPolicies: audit"), "unknown-field", "expected one of podSelector"),
    (rule("trafficPolicy: {tls: {mode: simple}}"), "unknown-enum-value", "did you mean SIMPLE?"),
    (
      rule("subsets: [{name: v1, labels: {version: 1.10}}]"), "wrong-type", "put the value in quotes"
    ),
    (
      rule("trafficPolicy: {connectionPool: {tcp: {maxConnections: \"10\"}}}"), "wrong-type",
      "take the quotes away: istioctl reads the number in quotes, the API server refuses it"
    ),
    (
      "apiVersion: v1\nkind: Service\nmetadata: {name: cart, namespace: shop}\nspec: {ports: [{port: \"80\"}]}\n",
      "wrong-type", "take the quotes away"
    ),
    (manifest("security.istio.io/v1", "PeerAuthentification"), "unknown-kind", "did you mean PeerAuthentication?"),
    (manifest("networking.istio.io/v1", "Telemetry"), "unknown-kind", "Telemetry belongs to telemetry.istio.io"),
    (manifest("networking.istio.io/v9", "Sidecar"), "unknown-api-version", "known versions are v1, v1beta1, v1alpha3"),
    (manifest("install.istio.io/v1", "IstioOperator"), "unknown-api-version", "the known version is v1alpha1"),
    (manifest("install.istio.io/v1alpha1", "IstioOperatr"), "unknown-kind", "did you mean IstioOperator?"),
  ]) func `say what to write instead`(manifest: String, rule: String, help: String) async throws {
    let text = "# options: select=\(rule)\n" + manifest
    let findings = try await Fixture(name: rule, text: text).newReport().findings
    #expect(findings.count == 1)
    #expect(findings.first?.help?.contains(help) == true, "\(findings.first?.help ?? "none")")
  }
}
