package import MeshModel

/// Resources of one namespace that select the same workloads, although one is meant to.
package struct SelectorClash<Kind: TargetedPolicy>: Sendable {
  /// In the order of their names; at least two.
  package var rivals: [Kind]
  /// All that exactly these select; never empty. Pods come first, which are what Istio's analyzers see, then by name.
  package var workloads: [Workload]
}

extension EffectiveMesh {
  /// The Sidecars that select a workload together with another one (`analyzers/sidecar/selector.go`). Workloads in
  /// ambient mode and gateways heed none of them.
  package func clashingSidecars() -> [SelectorClash<Sidecar>] {
    clashes(among: analyzed(written.sidecars)) { !isAmbient($0) && !proxies[$0].isGateway }
  }

  /// The Telemetries that select a workload together with another one (`analyzers/telemetry/selector.go`).
  package func clashingTelemetries() -> [SelectorClash<Telemetry>] {
    clashes(among: analyzed(written.telemetries)) { _ in true }
  }

  /// The Sidecars without selector of each namespace that has several of them, in the order of their names
  /// (`analyzers/sidecar/selector.go`). Namespaces without any sidecar proxy, those in ambient mode, are left out.
  package func competingSidecars() -> [[Sidecar]] {
    competing(analyzed(written.sidecars)).filter { !isAmbientOnly($0[0].namespace) }
  }

  /// The Telemetries for all of a namespace, where there are several of them, in the order of their names
  /// (`analyzers/telemetry/default_selector.go`). A selector without labels is none, and one with targets is for these
  /// alone (`pilot/pkg/model/telemetry.go` namespaceWideTelemetryConfig), which the analyzer does not heed.
  package func competingTelemetries() -> [[Telemetry]] { competing(analyzed(written.telemetries)) }

  private func competing<Kind: TargetedPolicy>(_ policies: [Kind]) -> [[Kind]] {
    let wide = policies.filter { !$0.selector.isSelective && $0.targetRefs.isEmpty }
    return Dictionary(grouping: wide, by: \.namespace).values.filter { $0.count > 1 }
      .map { $0.sorted { $0.name < $1.name } }
  }

  private func clashes<Kind: TargetedPolicy>(
    among policies: [Kind], counting counts: (Int) -> Bool
  ) -> [SelectorClash<Kind>] {
    var selecting: [Int: [Int]] = [:]
    for (position, policy) in policies.enumerated() where policy.targetRefs.isEmpty {
      guard let selector = policy.selector, !selector.labels.isEmpty else { continue }
      for workload in mesh.workloads(in: policy.namespace, matching: selector.labels) where counts(workload) {
        selecting[workload, default: []].append(position)
      }
    }
    return Dictionary(grouping: selecting.filter { $0.value.count > 1 }, by: \.value).map { rivals, members in
      SelectorClash(
        rivals: rivals.map { policies[$0] }.sorted { $0.name < $1.name },
        workloads: members.map { workloads[$0.key] }.sorted { $0.comesBefore($1) })
    }
  }
}

extension Workload {
  fileprivate func comesBefore(_ other: Workload) -> Bool {
    let (kind, otherKind) = (metadata.kind.value, other.metadata.kind.value)
    if (kind == "Pod") != (otherKind == "Pod") { return kind == "Pod" }
    return (name, kind) < (other.name, otherKind)
  }
}

extension Sidecar: TargetedPolicy {
  package var selector: Selector? { workloadSelector }
  package var targetRefs: [ObjectReference] { [] }
}
