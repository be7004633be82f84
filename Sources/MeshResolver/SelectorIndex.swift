import MeshModel

/// Finds the policies of a namespace whose selector matches a set of labels without trying all of them.
///
/// Each policy is filed under that label of its selector which the fewest workloads carry.
struct SelectorIndex: Sendable {
  private struct Label: Hashable {
    var key: String
    var value: String
  }

  private let mesh: Mesh
  /// By namespace and label.
  private var byLabel: [String: [Label: [(policy: Int, labels: LocatedMap)]]] = [:]
  private var unselective: [String: [Int]] = [:]

  init(_ mesh: Mesh) { self.mesh = mesh }

  mutating func add(_ policy: Int, namespace: String, labels: LocatedMap?) {
    guard let labels, !labels.isEmpty else {
      unselective[namespace, default: []].append(policy)
      return
    }
    let rarest = labels.entries.min { one, other in
      mesh.workloads(in: namespace, matching: LocatedMap([one])).count
        < mesh.workloads(in: namespace, matching: LocatedMap([other])).count
    }
    guard let rarest else { return }
    let label = Label(key: rarest.key.value, value: rarest.value.value)
    byLabel[namespace, default: [:]][label, default: []].append((policy, labels))
  }

  /// The policies of `namespace` that select `labels`, in ascending order.
  func matches(namespace: String, labels: LocatedMap) -> [Int] {
    let unselective = unselective[namespace] ?? []
    guard let byLabel = byLabel[namespace] else { return unselective }
    var found = unselective
    for label in labels.entries {
      for candidate in byLabel[Label(key: label.key.value, value: label.value.value)] ?? []
      where labels.satisfies(candidate.labels) { found.append(candidate.policy) }
    }
    return found.count > 1 ? found.sorted() : found
  }
}

extension LabelSelector {
  /// Key, operator and values of each condition; a label is one with a single value. Selectors with the same
  /// conditions choose the same.
  var conditions: [[String]] {
    matchLabels.entries.map { [$0.key.value, "In", $0.value.value] }
      + matchExpressions.map { [$0.key.value, $0.relation] + $0.values.map(\.value) }
  }
}
