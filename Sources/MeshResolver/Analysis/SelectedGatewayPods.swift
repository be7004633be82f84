package import MeshModel

/// A policy whose selector chooses pods of a Gateway of the Gateway API.
package struct SelectedGatewayPods: Sendable {
  package var policy: any TargetedPolicy
  package var selector: Selector
  /// The name of the Gateway.
  package var gateway: String
}

extension EffectiveMesh {
  /// The policies that select pods of Gateways of the Gateway API in their namespace, instead of naming the Gateway as
  /// a target (`pkg/config/analysis/analyzers/k8sgateway/workloadselector.go`).
  ///
  /// Istio's analyzer looks at pods only, and at `targetRef` but not at `targetRefs`. Here waypoints count too whose
  /// pods Istio makes, so that the input does not show them, and `targetRefs` are targets. A selector without labels,
  /// which is for the whole namespace, does not count.
  package func selectedGatewayPods() -> [SelectedGatewayPods] {
    let label = "gateway.networking.k8s.io/gateway-name"
    var finder = WorkloadFinder(self) { workloads[$0].podLabels[label] != nil }
    let waypoints = Dictionary(
      grouping: mesh.kubernetesGateways.filter(isWaypoint).map { PolicySubject($0, isWaypoint: true) },
      by: \.namespace)
    var found: [SelectedGatewayPods] = []
    func check(_ policies: [some TargetedPolicy]) {
      for policy in analyzed(policies) {
        guard policy.targetRefs.isEmpty, let selector = policy.selector, !selector.labels.isEmpty else { continue }
        var gateways = Set(
          finder.workloads(matching: selector.labels, in: policy.namespace)
            .compactMap { workloads[$0].podLabels[label]?.value })
        for waypoint in waypoints[policy.namespace] ?? [] where waypoint.labels.satisfies(selector.labels) {
          gateways.insert(waypoint.gatewayName ?? "")
        }
        found += gateways.sorted().map { SelectedGatewayPods(policy: policy, selector: selector, gateway: $0) }
      }
    }
    check(written.authorizationPolicies)
    check(written.requestAuthentications)
    check(written.telemetries)
    check(written.wasmPlugins)
    return found
  }
}
