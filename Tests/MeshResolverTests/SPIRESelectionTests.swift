import MeshModel
import MeshResolver
import Testing

@Suite struct `What ClusterSPIFFEIDs select` {
  /// Three workloads: `cart` in a namespace with labels, `web` in one without a Namespace, and `job` in none.
  private func registrations(_ selectors: String, controller: String = "") async throws -> SPIRERegistrations {
    let pods = [("cart", "shop"), ("web", "front"), ("job", "")].map { name, namespace in
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: \(name), namespace: '\(namespace)'}
      spec:
        selector: {matchLabels: {app: \(name)}}
        template:
          metadata: {labels: {app: \(name), tier: all}}
          spec: {containers: [{name: one, image: one}]}
      """
    }
    let objects = [
      "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {team: a}}",
      """
      apiVersion: spire.spiffe.io/v1alpha1
      kind: ClusterSPIFFEID
      metadata: {name: one}
      spec: {spiffeIDTemplate: 'spiffe://{{ .TrustDomain }}/{{ .PodMeta.Namespace }}', \(selectors)}
      """,
    ]
    let config =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: controller, namespace: spire}
      data:
        config.yaml: '{apiVersion: spire.spiffe.io/v1alpha1, kind: ControllerManagerConfig, trustDomain: td, \(controller)}'
      """
    return try await mesh((pods + objects + (controller.isEmpty ? [] : [config])).joined(separator: "\n---\n"))
      .spireRegistrations
  }

  /// `certain` and `possible`: Which of the workloads it selects, and may select.
  @Test(
    arguments: [
      ("ttl: 1h", [0, 1, 2], []),
      ("podSelector: {matchLabels: {app: web}}", [1], []),
      ("podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [web]}]}", [0, 2], []),
      ("namespaceSelector: {matchLabels: {team: a}}", [0], [1, 2]),
      ("namespaceSelector: {matchLabels: {team: b}}", [], [1, 2]),
      ("namespaceSelector: {matchLabels: {team: a}}, podSelector: {matchLabels: {tier: all}}", [0], [1, 2]),
      ("namespaceSelector: {matchLabels: {team: a}}, podSelector: {matchLabels: {app: web}}", [], [1]),
      ("namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: front}}", [1], [2]),
      (
        "namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [shop]}]}",
        [1], [2]
      ),
      ("namespaceSelector: {matchExpressions: [{key: team, operator: DoesNotExist}]}", [], [1, 2]),
    ] as [(String, [Int], [Int])])
  func `are pods by their labels and by those of their namespaces`(
    selectors: String, certain: [Int], possible: [Int]
  ) async throws {
    let found = try await registrations(selectors)
    #expect(found.registrations.map(\.workloads) == [certain])
    #expect([0, 1, 2].filter { !found.selectsNone(of: $0) } == (certain + possible).sorted())
  }

  @Test(
    arguments: [
      ("clusterName: c", [0, 1, 2], []),
      ("clusterName: c, ignoreNamespaces: [ho]", [1, 2], []),
      ("clusterName: c, ignoreNamespaces: []", [0, 1, 2], []),
      ("clusterName: c, className: other", [], [0, 1, 2]),
      ("clusterName: c, className: other, watchClassless: true", [0, 1, 2], []),
      ("clusterName: c, className: \"${CLASS}\"", [], [0, 1, 2]),
    ] as [(String, [Int], [Int])])
  func `depends on the controller that takes care of them`(
    controller: String, certain: [Int], possible: [Int]
  ) async throws {
    let found = try await registrations("ttl: 1h", controller: controller)
    #expect(found.registrations.map(\.workloads) == [certain])
    #expect([0, 1, 2].filter { !found.selectsNone(of: $0) } == (certain + possible).sorted())
  }
}
