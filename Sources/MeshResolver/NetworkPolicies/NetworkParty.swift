package import MeshModel

/// One end of a connection, as NetworkPolicies see it.
package enum NetworkParty: Sendable {
  case pod(NetworkPod)
  /// What no selector chooses and no policy isolates: the kube-apiserver, a node, a pod in the network of its node, an
  /// address outside of the cluster.
  case outside

  package var pod: NetworkPod? {
    if case .pod(let pod) = self { pod } else { nil }
  }
}

/// A pod, of the input or only known by what its mesh's charts make of it.
package struct NetworkPod: Sendable {
  /// Nil for a namespace of which only one thing is known: that it is not that of the other end.
  package var namespace: String?
  /// Empty for a pod that is not in the input.
  package var labels: LocatedMap
  /// The labels that a pod has, among others, that is not in the input; nil for one that is.
  package var assumedLabels: [String: String]?
  /// Nil where they are not known.
  package var ports: [ContainerPort]?

  /// A pod of a workload of the input.
  ///
  /// `labels`: Those of its template, and what is known to be added to them.
  package init(_ workload: Workload, labels: LocatedMap) {
    namespace = workload.namespace
    self.labels = labels
    ports = (workload.pod.containers + workload.pod.initContainers).flatMap(\.ports)
  }

  /// A pod that is not in the input.
  ///
  /// `labels`: Those that it is known to have, among others.
  package init(namespace: String?, assuming labels: [String: String]) {
    self.namespace = namespace
    self.labels = LocatedMap()
    assumedLabels = labels
  }

  func label(_ key: String) -> KnownLabel {
    if let assumedLabels { return assumedLabels[key].map(KnownLabel.value) ?? .unknown }
    return labels[key].map { .value($0.value) } ?? (key.isAddedToPods ? .unknown : .absent)
  }

  /// The numbers of the ports of that name; nil where there may be one that is not known.
  func ports(named name: String, transport: String) -> [Int]? {
    guard let ports else { return nil }
    let found = ports.filter { $0.name?.value == name && $0.transport == transport }.map(\.number.value)
    return found.isEmpty && Self.portsOfProxies.contains(name) ? nil : found
  }

  /// The names of the ports of the containers that injectors add (`charts/partials/templates/_proxy.tpl` of Linkerd,
  /// `manifests/charts/istio-control/istio-discovery/files/injection-template.yaml` of Istio).
  private static let portsOfProxies: Set<String> = ["linkerd-proxy", "linkerd-admin", "http-envoy-prom"]
}

/// What is known of a label.
enum KnownLabel: Equatable {
  case value(String)
  case absent, unknown
}

extension String {
  /// Whether controllers or injectors put a label with this key on pods whose templates have none.
  var isAddedToPods: Bool {
    guard let slash = firstIndex(of: "/") else {
      return ["pod-template-hash", "pod-template-generation", "controller-revision-hash", "job-name", "controller-uid"]
        .contains(self)
    }
    let prefix = self[..<slash]
    return ["statefulset", "apps", "batch", "topology"].contains { prefix == "\($0).kubernetes.io" }
      || ["istio.io", "linkerd.io"].contains { prefix == $0 || prefix.hasSuffix(".\($0)") }
  }
}

extension LabelSelector {
  /// Whether an object is chosen of whose labels not all are known; see ``matches(_:)-([String:String])``.
  func chooses(_ label: (String) -> KnownLabel) -> Proof {
    let byLabels = matchLabels.entries.proveAll { wanted in
      switch label(wanted.key.value) {
      case .value(let value): Proof(value == wanted.value.value)
      case .absent: .no
      case .unknown: .unknown
      }
    }
    guard byLabels != .no else { return .no }
    let byExpressions = matchExpressions.proveAll { $0.holds(for: label($0.key.value)) }
    return [byLabels, byExpressions].proveAll { $0 }
  }

  /// Whether every object is chosen.
  var choosesAll: Bool { matchLabels.isEmpty && matchExpressions.isEmpty }
}

extension LabelSelector.Expression {
  fileprivate func holds(for label: KnownLabel) -> Proof {
    guard label != .unknown else { return .unknown }
    var value: String?
    if case .value(let text) = label { value = text }
    let isAmong = values.contains { $0.value == value }
    return switch relation {
    case "In": Proof(isAmong)
    case "NotIn": Proof(!isAmong)
    case "Exists": Proof(value != nil)
    case "DoesNotExist": Proof(value == nil)
    default: .no
    }
  }
}
