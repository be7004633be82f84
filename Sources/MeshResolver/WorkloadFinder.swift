import Diagnostics
import MeshModel

/// Finds the workloads that carry labels, in a namespace or in the whole mesh.
struct WorkloadFinder {
  private struct Label: Hashable {
    var key: String
    var value: String
  }

  private struct Key: Hashable {
    /// Nil for the whole mesh.
    var namespace: String?
    var key: String
  }

  private let mesh: EffectiveMesh
  private let counts: (Int) -> Bool
  /// The workloads of the whole mesh that carry a label; built when it is asked for.
  private var byLabel: [Label: [Int]]?
  private var values: [Key: [String]] = [:]
  private var suggestions = SuggestionBudget()

  /// `counts`: Whether a workload, an index into ``EffectiveMesh/workloads``, is one of those to be found.
  init(_ mesh: EffectiveMesh, counting counts: @escaping (Int) -> Bool = { _ in true }) {
    self.mesh = mesh
    self.counts = counts
  }

  /// The workloads whose pods carry every label of `labels`, as indexes into ``EffectiveMesh/workloads``. No labels
  /// choose every workload.
  ///
  /// `namespace`: Nil for the whole mesh. Linear in the number of workloads that carry the rarest of the labels.
  mutating func workloads(matching labels: LocatedMap, in namespace: String?) -> [Int] {
    if let namespace { return mesh.mesh.workloads(in: namespace, matching: labels).filter(counts) }
    return candidates(labels).filter { mesh.workloads[$0].podLabels.satisfies(labels) }
  }

  /// Whether ``workloads(matching:in:)`` would find any.
  mutating func contains(_ labels: LocatedMap, in namespace: String?) -> Bool {
    if let namespace { return mesh.mesh.workloads(in: namespace, matching: labels).contains(where: counts) }
    return candidates(labels).contains { mesh.workloads[$0].podLabels.satisfies(labels) }
  }

  /// The workloads of the mesh that carry the rarest of some labels.
  private mutating func candidates(_ labels: LocatedMap) -> [Int] {
    guard !labels.isEmpty else { return mesh.workloads.indices.filter(counts) }
    let index = byLabel ?? indexMesh()
    byLabel = index
    return labels.entries.map { index[Label(key: $0.key.value, value: $0.value.value)] ?? [] }
      .min { $0.count < $1.count } ?? []
  }

  private func indexMesh() -> [Label: [Int]] {
    var index: [Label: [Int]] = [:]
    for (position, workload) in mesh.workloads.enumerated() where counts(position) {
      for label in workload.podLabels.entries {
        index[Label(key: label.key.value, value: label.value.value), default: []].append(position)
      }
    }
    return index
  }

  // MARK: What was probably meant

  /// The first label that no workload carries, and with which value some do, as `key: value`; nil where each of the
  /// labels is carried by some workload.
  mutating func unknownLabel(
    of labels: LocatedMap, in namespace: String?
  ) -> (label: LocatedMap.Entry, suggestion: String?)? {
    guard suggestions.take() else { return nil }
    for label in labels.entries {
      let values = values(of: label.key.value, in: namespace)
      guard !values.contains(label.value.value) else { continue }
      return (label, closest(to: label.value.value, of: values).map { "\(label.key.value): \($0)" })
    }
    return nil
  }

  /// The values that workloads have for a label, sorted.
  private mutating func values(of label: String, in namespace: String?) -> [String] {
    let key = Key(namespace: namespace, key: label)
    if let known = values[key] { return known }
    let candidates = namespace.map { mesh.mesh.workloads(in: $0) } ?? Array(mesh.workloads.indices)
    let found = Set(candidates.compactMap { mesh.workloads[$0].podLabels[label]?.value }).sorted()
    values[key] = found
    return found
  }
}
