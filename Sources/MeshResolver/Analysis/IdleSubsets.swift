package import Diagnostics
package import MeshModel

/// A subset of a DestinationRule that has no endpoints.
package struct IdleSubset: Sendable {
  package enum Reason: Sendable {
    /// No pod of the mesh has the labels. The place is that of a label that no pod has, if one alone is to blame, and
    /// the suggestion is one that was probably meant, as `key: value`.
    case noPods(place: SourceSpan?, suggestion: String?)
    /// Pods have the labels, such as this workload, an index into ``EffectiveMesh/workloads``, but none of them is
    /// behind the host.
    case foreignPods(example: Int)
  }

  package var rule: DestinationRule
  package var subset: DestinationRule.Subset
  /// An index into ``EffectiveMesh/services``.
  package var service: Int
  package var reason: Reason
}

extension EffectiveMesh {
  /// The subsets of DestinationRules that select nothing, and what the input would have to show to judge the others.
  ///
  /// Istio's analyzer (`pkg/config/analysis/analyzers/destinationrule/subset.go`) looks for pods with the labels of a
  /// subset in every namespace and does not ask whether the Service selects them;
  /// ``IdleSubset/Reason/foreignPods(example:)`` is what escapes it. Other than there, labels of endpoints that no pod
  /// stands for count too.
  package func idleSubsets() -> (found: [IdleSubset], unjudged: [String]) { shared.idleSubsets(findIdleSubsets) }

  private func findIdleSubsets() -> (found: [IdleSubset], unjudged: [String]) {
    var found: [IdleSubset] = []
    var unjudged: [String] = []
    let rules = analyzed(written.destinationRules).filter { !$0.subsets.isEmpty }
    guard !rules.isEmpty else { return ([], []) }
    let hosts = visibleHosts
    var pods = SubsetPods(self)
    for rule in rules {
      guard case .service(let service) = hosts.host(rule.host.value, in: rule.namespace, exportTo: rule.exportTo)
      else { continue }
      let isJudged = describesEndpoints(of: service)
      let selector = entrySelector(of: service)
      for subset in rule.subsets {
        // Without labels a subset is all of the host.
        let labels = selector.map(subset.labels.merging) ?? subset.labels
        guard !labels.isEmpty, !selects(subset.labels, behind: service, pods) else { continue }
        guard isJudged || options.isComplete else {
          if !hasPods(service) {
            let namespace = services[service].namespace
            unjudged.append("the workloads of namespace \(namespace), to know what subsets select")
          }
          continue
        }
        if let example = pods.first(with: labels) {
          guard isJudged, !services[service].isPassthrough else { continue }
          found.append(
            IdleSubset(rule: rule, subset: subset, service: service, reason: .foreignPods(example: example)))
        } else {
          let unknown = pods.unknownLabel(of: labels, in: services[service].namespace)
          found.append(
            IdleSubset(
              rule: rule, subset: subset, service: service,
              reason: .noPods(place: unknown?.label.key.span, suggestion: unknown?.suggestion)))
        }
      }
    }
    return (found, unjudged)
  }

  /// Whether some endpoint of a host has the labels of a subset.
  private func selects(_ labels: LocatedMap, behind service: Int, _ pods: SubsetPods) -> Bool {
    if registry.backends(of: service).contains(where: { pods.carries($0, labels) }) { return true }
    let port = services[service].ports.first
    return port.map { port in
      registry.endpoints(of: service, port: port).contains { endpoint in
        if case .address = endpoint.target { endpoint.labels.satisfies(labels) } else { false }
      }
    } ?? false
  }

  private func entrySelector(of service: Int) -> LocatedMap? {
    guard case .serviceEntry(let index) = services[service].origin else { return nil }
    return mesh.serviceEntries[index].workloadSelector?.labels
  }

  /// Whether the input holds the pods behind a host: some of them, since controllers that it does not know may make
  /// others, such as Argo's Rollout.
  private func hasPods(_ service: Int) -> Bool {
    describesWorkloads(of: services[service].namespace)
      && (options.isComplete || !registry.backends(of: service).isEmpty)
  }

  /// Whether the input holds all endpoints of a host, or says where they are.
  private func describesEndpoints(of service: Int) -> Bool {
    guard !services[service].isAlias else { return false }
    let namespace = services[service].namespace
    let selector: LocatedMap? =
      switch services[service].origin {
      case .service(let index): mesh.services[index].selector
      case .serviceEntry: entrySelector(of: service)
      }
    guard let selector else { return true }
    return !selector.isEmpty && hasPods(service)
      && !written.workloadGroups.contains { $0.namespace == namespace && $0.labels.satisfies(selector) }
  }
}
