import Diagnostics
import MeshModel

/// The labels of pods as Linkerd's policies select them: the injector adds some to each pod that gets a proxy
/// (`pkg/inject/inject.go`, the labels of the pod, and `pkg/k8s/labels.go`).
struct LinkerdPodLabels: Sendable {
  private let controlPlaneNamespace: String
  /// Those that may have a proxy.
  private let meshed: Set<ObjectIdentifier>

  /// Linear in the workloads.
  init(_ workloads: [Workload], _ proxies: [ProxyVerdict], settings: LinkerdSettings) {
    controlPlaneNamespace = settings.controlPlaneNamespace
    meshed = Set(
      zip(workloads, proxies).lazy.filter { $0.1.presence != .none }.map { ObjectIdentifier($0.0.metadata) })
  }

  /// The labels that the pods of a workload have once they run.
  func labels(of workload: Workload) -> LocatedMap {
    guard meshed.contains(ObjectIdentifier(workload.metadata)) else { return workload.podLabels }
    let place = workload.metadata.span
    func label(_ name: String, _ value: String) -> LocatedMap.Entry {
      LocatedMap.Entry(key: Located("linkerd.io/\(name)", at: place), value: Located(value, at: place))
    }
    var added = [label("control-plane-ns", controlPlaneNamespace), label("workload-ns", workload.namespace)]
    let kind = workload.metadata.kind.value
    if Self.owners.contains(kind) { added.append(label("proxy-\(kind.lowercased())", workload.name)) }
    return LocatedMap(added + workload.podLabels.entries, span: workload.podLabels.span)
  }

  /// The kinds of which pods get the name. Those of a CronJob get that of a Job, which nobody knows before.
  private static let owners: Set = [
    "Deployment", "ReplicaSet", "ReplicationController", "StatefulSet", "DaemonSet", "Job",
  ]
}

extension LabelSelector {
  /// Whether it looks at a label with a key of Linkerd.
  var looksAtLabelsOfLinkerd: Bool {
    matchLabels.entries.contains { $0.key.value.isLinkerdKey }
      || matchExpressions.contains { $0.key.value.isLinkerdKey }
  }
}
