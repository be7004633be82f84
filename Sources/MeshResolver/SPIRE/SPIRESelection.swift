import MeshModel

/// Finds the workloads that ClusterSPIFFEIDs select without asking each object about each namespace or workload.
///
/// An object starts from the label of its selectors that the fewest namespaces or pods carry. One that selects by
/// expressions alone, or selects everything, goes through all.
struct SPIRESelection {
  private struct Label: Hashable {
    var key: String
    var value: String

    init(_ key: String, _ value: String) { (self.key, self.value) = (key, value) }
  }

  /// What objects may select in namespaces whose labels the input does not have.
  private struct Guess: Hashable {
    var podConditions: [[String]]
    var className: String
    var namesNamespaces: Bool
  }

  private struct Question: Hashable {
    var namespace: String
    var className: String
  }

  private let mesh: Mesh
  private let controllers: SPIREControllers
  /// By namespace, as far as the input has them; that of the name is always among them.
  private var labels: [String: [String: String]] = [:]
  /// Those without a Namespace in the input.
  private var undescribed: Set<String> = [""]
  private var namespacesByLabel: [Label: [String]] = [:]
  private var workloadsByLabel: [Label: [Int]] = [:]
  private var guesses: Set<Guess> = []
  private var ignored: [Question: Bool?] = [:]
  /// The workloads that some object may select.
  private(set) var undecided: Set<Int> = []

  init(_ mesh: Mesh, _ controllers: SPIREControllers) {
    self.mesh = mesh
    self.controllers = controllers
    for namespace in mesh.inhabitedNamespaces where !namespace.isEmpty {
      let written = mesh.namespaces[namespace]?.metadata.labels.entries
      if written == nil { undescribed.insert(namespace) }
      var found = Dictionary(written?.map { ($0.key.value, $0.value.value) } ?? []) { $1 }
      found[namespaceName] = namespace
      for (key, value) in found { namespacesByLabel[Label(key, value), default: []].append(namespace) }
      labels[namespace] = found
    }
    for (index, workload) in mesh.workloads.enumerated() {
      for label in workload.podLabels.entries {
        workloadsByLabel[Label(label.key.value, label.value.value), default: []].append(index)
      }
    }
  }

  /// The workloads that an object certainly selects, in ascending order; those that it may select become undecided.
  mutating func workloads(of source: ClusterSPIFFEID) -> [Int] {
    if source.namespaceSelector != nil { guess(source) }
    var selected: [Int] = []
    for workload in candidates(source) where source.podSelector?.matches(mesh.workloads[workload].podLabels) ?? true {
      switch ignores(mesh.workloads[workload].namespace, source) {
      case false?: selected.append(workload)
      case true?: continue
      case nil: undecided.insert(workload)
      }
    }
    return selected.sorted()
  }

  /// The workloads of the namespaces that an object certainly selects.
  private func candidates(_ source: ClusterSPIFFEID) -> [Int] {
    let pods = source.podSelector.flatMap { rarest(of: $0.matchLabels, in: workloadsByLabel) }
    guard let selector = source.namespaceSelector else { return pods ?? Array(mesh.workloads.indices) }
    let namespaces = rarest(of: selector.matchLabels, in: namespacesByLabel) ?? Array(labels.keys)
    let namesNamespaces = selector.namesNamespaces
    func isSelected(_ namespace: String) -> Bool {
      guard let labels = labels[namespace], namesNamespaces || !undescribed.contains(namespace) else { return false }
      return selector.matches(labels)
    }
    if let pods, pods.count <= namespaces.count { return pods.filter { isSelected(mesh.workloads[$0].namespace) } }
    let podLabels = source.podSelector?.matchLabels ?? LocatedMap()
    return namespaces.filter(isSelected).flatMap { mesh.workloads(in: $0, matching: podLabels) }
  }

  /// Marks what an object may select where the input does not have the labels of the namespace, once for all objects
  /// with the same selector of pods.
  private mutating func guess(_ source: ClusterSPIFFEID) {
    let namesNamespaces = source.namespaceSelector?.namesNamespaces ?? false
    let guess = Guess(
      podConditions: source.podSelector?.conditions ?? [], className: source.className?.value ?? "",
      namesNamespaces: namesNamespaces)
    guard guesses.insert(guess).inserted else { return }
    let pods = source.podSelector.flatMap { rarest(of: $0.matchLabels, in: workloadsByLabel) }
    for index in pods ?? Array(mesh.workloads.indices) {
      let workload = mesh.workloads[index]
      guard namesNamespaces ? workload.namespace.isEmpty : undescribed.contains(workload.namespace),
        source.podSelector?.matches(workload.podLabels) ?? true, ignores(workload.namespace, source) != true
      else { continue }
      undecided.insert(index)
    }
  }

  /// The shortest of the lists under some labels; nil for no labels.
  private func rarest<Element>(of labels: LocatedMap, in index: [Label: [Element]]) -> [Element]? {
    labels.entries.map { index[Label($0.key.value, $0.value.value)] ?? [] }.min { $0.count < $1.count }
  }

  private mutating func ignores(_ namespace: String, _ source: ClusterSPIFFEID) -> Bool? {
    let question = Question(namespace: namespace, className: source.className?.value ?? "")
    if let known = ignored[question] { return known }
    let answer =
      controllers.watch(source.className) == false
      ? nil : controllers.ignore(namespace, inObjectsOf: source.className)
    ignored[question] = .some(answer)
    return answer
  }
}

/// The label that every namespace has, with its name.
private let namespaceName = "kubernetes.io/metadata.name"

extension LabelSelector {
  /// Whether it asks for the names of namespaces alone, which are known whatever the input has.
  fileprivate var namesNamespaces: Bool {
    (matchLabels.entries.map(\.key) + matchExpressions.map(\.key)).allSatisfy { $0.value == namespaceName }
  }
}
