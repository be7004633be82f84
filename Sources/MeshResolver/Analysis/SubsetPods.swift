import MeshModel

/// Finds pods by the labels that their endpoints have: those of the pod, and those that Istio adds for where it runs
/// (`pilot/pkg/serviceregistry/util/label/label.go` AugmentLabels).
///
/// The pods of a template, and those of a cluster or network, may run anywhere that the input does not rule out. So may
/// a Pod without a node, unless the input is complete.
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
    finder = WorkloadFinder(mesh) { !InjectionResolver.ignores(mesh.workloads[$0].namespace) }
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
      if mesh.options.isComplete, pod.metadata.kind.value == "Pod" { return place.isEmpty }
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
