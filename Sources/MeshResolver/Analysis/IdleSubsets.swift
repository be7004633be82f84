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
  /// subset in every namespace and does not ask whether the Service selects them; ``IdleSubset/Reason/foreignPods(example:)``
  /// is what escapes it. Other than there, labels of endpoints that no pod stands for count too.
  package func idleSubsets() -> (found: [IdleSubset], unjudged: [String]) {
    var found: [IdleSubset] = []
    var unjudged: [String] = []
    let rules = analyzed(mesh.destinationRules).filter { !$0.subsets.isEmpty }
    guard !rules.isEmpty else { return ([], []) }
    let hosts = VisibleHosts(self)
    var pods = SubsetPods(self)
    for rule in rules {
      guard case .service(let service) = hosts.host(rule.host.value, in: rule.namespace, exportTo: rule.exportTo)
      else { continue }
      let isJudged = describesEndpoints(of: service)
      for subset in rule.subsets where !selects(subset.labels, behind: service, pods) {
        guard isJudged || options.isComplete else {
          let namespace = services[service].namespace
          if !describesWorkloads(of: namespace) {
            unjudged.append("the workloads of namespace \(namespace), to know what subsets select")
          }
          continue
        }
        let labels = entrySelector(of: service).map(subset.labels.merging) ?? subset.labels
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
    return !selector.isEmpty && describesWorkloads(of: namespace)
      && !mesh.workloadGroups.contains { $0.namespace == namespace && $0.labels.satisfies(selector) }
  }
}

/// Finds pods by the labels that their endpoints have: those of the pod, and those that Istio adds for where it runs
/// (`pilot/pkg/serviceregistry/util/label/label.go` AugmentLabels).
///
/// The pods of a template, and those of a cluster or network, may run anywhere that the input does not rule out.
struct SubsetPods {
  private let mesh: EffectiveMesh
  private var finder: WorkloadFinder
  private let nodes: [String: LocatedMap]
  /// What ``first(with:)`` answered, by the text of the labels.
  private var answers: [String: Int?] = [:]

  private static let hostname = "kubernetes.io/hostname"
  private static let locality = [
    "topology.kubernetes.io/region", "topology.kubernetes.io/zone", "topology.istio.io/subzone",
  ]
  private static let unknown = ["topology.istio.io/cluster", "topology.istio.io/network"]

  init(_ mesh: EffectiveMesh) {
    self.mesh = mesh
    finder = WorkloadFinder(mesh) { !InjectionResolver.ignoredNamespaces.contains(mesh.workloads[$0].namespace) }
    nodes = Dictionary(mesh.mesh.nodes.map { ($0.name, $0.metadata.labels) }) { _, last in last }
  }

  /// A workload of the mesh whose pods have the labels, the first by namespace and name.
  mutating func first(with labels: LocatedMap) -> Int? {
    let text = labels.text
    if let known = answers[text] { return known }
    let own = LocatedMap(labels.entries.filter { !Self.isPlace($0.key.value) })
    let found = finder.workloads(matching: own, in: nil).filter { carries($0, labels) }
      .min { mesh.workloads[$0].metadata.key < mesh.workloads[$1].metadata.key }
    answers[text] = .some(found)
    return found
  }

  /// See ``WorkloadFinder/unknownLabel(of:in:)``.
  mutating func unknownLabel(
    of labels: LocatedMap, in namespace: String
  ) -> (label: LocatedMap.Entry, suggestion: String?)? {
    finder.unknownLabel(of: LocatedMap(labels.entries.filter { !Self.isPlace($0.key.value) }), in: namespace)
  }

  /// Whether the pods of a workload have the labels.
  func carries(_ workload: Int, _ labels: LocatedMap) -> Bool {
    let pod = mesh.workloads[workload]
    let missing = labels.entries.filter { pod.podLabels[$0.key.value]?.value != $0.value.value }
    guard !missing.isEmpty else { return true }
    guard missing.allSatisfy({ Self.isPlace($0.key.value) }) else { return false }
    let place = missing.filter { !Self.unknown.contains($0.key.value) }
    guard let node = pod.pod.nodeName?.value else {
      return nodes.isEmpty || nodes.contains { mayGive($0.key, $0.value, place) }
    }
    return mayGive(node, nodes[node] ?? LocatedMap(), place) || (nodes[node] == nil && !mesh.options.isComplete)
  }

  private static func isPlace(_ key: String) -> Bool {
    key == hostname || locality.contains(key) || unknown.contains(key)
  }

  /// Whether pods get the labels from a node with those labels. A subzone counts within a zone only.
  private func mayGive(_ node: String, _ labels: LocatedMap, _ wanted: [LocatedMap.Entry]) -> Bool {
    wanted.allSatisfy { entry in
      if entry.key.value == Self.hostname { return entry.value.value == node }
      if entry.key.value == Self.locality[2], (labels[Self.locality[1]]?.value ?? "").isEmpty { return false }
      return !entry.value.value.isEmpty && labels[entry.key.value]?.value == entry.value.value
    }
  }
}
