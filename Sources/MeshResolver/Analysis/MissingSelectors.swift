import MeshModel

extension EffectiveMesh {
  /// The selectors of Sidecars and Telemetries that choose no workload of their namespace
  /// (`pkg/config/analysis/analyzers/sidecar/selector.go` and `telemetry/selector.go`). Virtual machines, and the pods
  /// that Istio makes for a Gateway, count as well. Neither kind selects in other namespaces from the root namespace.
  func missingSelectors() -> MissingReferences {
    var references = MissingReferences()
    references.append(missingSelectors(of: analyzed(written.sidecars)))
    references.append(missingSelectors(of: analyzed(written.telemetries)))
    return references
  }

  private func missingSelectors(of policies: [some TargetedPolicy]) -> MissingReferences {
    let verdicts = unmatched(policies, reachesMesh: { _ in false })
    let gateway = defaultIngressGateway
    var references = MissingReferences()
    for found in verdicts.unmatched {
      if let gateway, gateway.namespace == found.policy.namespace, gateway.isSelected(by: found.labels) { continue }
      let first = found.labels.entries.min { $0.key.value < $1.key.value }
      references.found.append(
        MissingReference(
          "selector", found.labels.text, of: found.policy, at: found.place, istioctlSpan: first?.value.span,
          suggestion: found.suggestion))
    }
    references.unjudged = verdicts.unjudged.map { "the workloads that Sidecars and Telemetries of \($0) may select" }
    return references
  }
}
