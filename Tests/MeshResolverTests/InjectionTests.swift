import Diagnostics
import MeshModel
import MeshResolver
import Testing
import YAMLTree

/// A mesh from YAML text.
func mesh(_ text: String, _ configure: (inout ResolverOptions) -> Void = { _ in }) async throws -> EffectiveMesh {
  var options = ResolverOptions()
  configure(&options)
  let manifests = Manifests(try YAMLTree.parse(text), file: FileID(0))
  return await EffectiveMesh(Mesh([manifests]), options: options)
}

/// The decision table of `reference/istio-semantics.md` D.5.5, from
/// `manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml` and `pkg/kube/inject/inject.go`.
@Suite struct `Injection` {
  struct Case: Sendable, CustomTestStringConvertible {
    var namespace: String
    var pod: String = ""
    var annotation: String = ""
    var expected: ProxyVerdict.Presence

    var testDescription: String { "\(namespace) | \(pod) | \(annotation)" }
  }

  static let cases: [Case] = [
    Case(namespace: "istio-injection: enabled", expected: .sidecar),
    Case(namespace: "istio-injection: enabled", annotation: "'true'", expected: .sidecar),
    Case(namespace: "istio-injection: enabled", pod: "sidecar.istio.io/inject: 'true'", expected: .sidecar),
    Case(namespace: "istio-injection: enabled", pod: "sidecar.istio.io/inject: 'False'", expected: .sidecar),
    Case(
      namespace: "istio-injection: enabled", pod: "sidecar.istio.io/inject: ''", annotation: "'false'",
      expected: .sidecar),
    Case(
      namespace: "istio-injection: enabled", pod: "sidecar.istio.io/inject: 'false'", annotation: "'true'",
      expected: .none),
    Case(namespace: "istio-injection: enabled", annotation: "'false'", expected: .none),
    Case(namespace: "istio-injection: enabled, istio.io/rev: gone", expected: .sidecar),
    Case(namespace: "istio-injection: disabled", pod: "sidecar.istio.io/inject: 'true'", expected: .none),
    Case(namespace: "istio-injection: yes-please", expected: .none),
    Case(namespace: "istio.io/rev: canary", expected: .sidecar),
    Case(namespace: "istio.io/rev: canary", pod: "istio.io/rev: gone", expected: .sidecar),
    Case(namespace: "istio.io/rev: canary", annotation: "'false'", expected: .none),
    Case(namespace: "istio.io/rev: default", expected: .sidecar),
    Case(namespace: "istio.io/rev: gone", expected: .none),
    Case(namespace: "istio.io/rev: gone", pod: "sidecar.istio.io/inject: 'true'", expected: .none),
    Case(namespace: "team: a", pod: "istio.io/rev: canary", expected: .sidecar),
    Case(namespace: "team: a", pod: "istio.io/rev: gone, sidecar.istio.io/inject: 'true'", expected: .none),
    Case(namespace: "team: a", pod: "sidecar.istio.io/inject: 'true'", expected: .sidecar),
    Case(namespace: "team: a", pod: "sidecar.istio.io/inject: 'true'", annotation: "'false'", expected: .sidecar),
    Case(namespace: "team: a", annotation: "'true'", expected: .none),
    Case(namespace: "team: a", expected: .none),
    Case(namespace: "istio.io/dataplane-mode: ambient", expected: .ambient),
    Case(namespace: "istio.io/dataplane-mode: ambient", pod: "istio.io/dataplane-mode: none", expected: .none),
    Case(namespace: "istio.io/dataplane-mode: ambient, istio-injection: enabled", expected: .sidecar),
    Case(namespace: "team: a", pod: "istio.io/dataplane-mode: ambient", expected: .ambient),
  ]

  @Test(arguments: cases) func `follows the webhooks`(row: Case) async throws {
    let annotations = row.annotation.isEmpty ? "" : "sidecar.istio.io/inject: \(row.annotation)"
    let mesh = try await mesh(
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: shop, labels: {\(row.namespace)}}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: cart, namespace: shop, labels: {sidecar.istio.io/inject: 'false'}}
      spec: {template: {metadata: {labels: {\(row.pod)}, annotations: {\(annotations)}}}}
      """
    ) { $0.revisions = ["canary"] }
    #expect(mesh.proxies.map(\.presence) == [row.expected])
  }

  @Test(arguments: [
    (
      "kind: Pod\nmetadata: {name: a, namespace: kube-system, labels: {sidecar.istio.io/inject: 'true'}}",
      ProxyVerdict.Presence.none
    ),
    ("kind: Pod\nmetadata: {name: a, namespace: shop}\nspec: {hostNetwork: true}", .none),
    ("kind: Pod\nmetadata: {name: a, namespace: shop}", .unknown),
    ("kind: Pod\nmetadata: {name: a, namespace: shop, labels: {sidecar.istio.io/inject: 'false'}}", .none),
    (
      "kind: Pod\nmetadata: {name: a, namespace: shop}\nspec: {containers: [{name: istio-proxy, image: proxyv2}]}",
      .sidecar
    ),
    ("kind: Pod\nmetadata: {name: a, namespace: shop, annotations: {sidecar.istio.io/status: '{}'}}", .sidecar),
  ]) func `is known without the Namespace only where the pod alone decides`(
    pod: String, expected: ProxyVerdict.Presence
  ) async throws {
    #expect(try await mesh("apiVersion: v1\n" + pod).proxies.map(\.presence) == [expected])
  }

  @Test(arguments: ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"])
  func `counts labels of the pod template in every kind`(kind: String) async throws {
    let template = "template: {metadata: {labels: {sidecar.istio.io/inject: 'true'}}}"
    let spec = kind == "CronJob" ? "jobTemplate: {spec: {\(template)}}" : template
    let group = kind.hasSuffix("Job") ? "batch/v1" : "apps/v1"
    let mesh = try await mesh(
      "apiVersion: \(group)\nkind: \(kind)\nmetadata: {name: a, namespace: shop}\nspec: {\(spec)}"
    ) { $0.isComplete = true }
    #expect(mesh.proxies.map(\.presence) == [.sidecar])
  }
}
