import Diagnostics
package import MeshModel

/// Something with labels and annotations at which Linkerd looks, or at which people think that it does.
package struct LinkerdCarrier: Sendable {
  package enum Kind: Sendable {
    case namespace, service
    /// A pod, or the template of pods.
    case pods
    /// What runs pods, whose own labels and annotations pods do not get.
    case controller
  }

  package let kind: Kind
  package let metadata: Metadata
  package let labels: LocatedMap
  package let annotations: LocatedMap
  /// For pods and controllers, as an index into ``LinkerdMesh/workloads``.
  package let workload: Int?

  init(_ kind: Kind, _ metadata: Metadata, workload: Int? = nil) {
    self.kind = kind
    self.metadata = metadata
    self.workload = workload
    labels = metadata.labels
    annotations = metadata.annotations
  }

  init(podsOf workload: Workload, at index: Int) {
    kind = .pods
    metadata = workload.metadata
    self.workload = index
    labels = workload.podLabels
    annotations = workload.podAnnotations
  }

  /// `the pods of Deployment shop/cart`, `Namespace shop`.
  package var title: String {
    let name = metadata.reference.friendlyName
    return kind == .pods && metadata.kind.value != "Pod" ? "the pods of \(name)" : name
  }
}

extension LinkerdMesh {
  /// What carries labels or annotations, in a fixed order. What a cluster made itself, by copying, is left out.
  package var carriers: [LinkerdCarrier] {
    var found = mesh.namespaces.values.sorted { $0.name < $1.name }.map { LinkerdCarrier(.namespace, $0.metadata) }
    found += mesh.services.map { LinkerdCarrier(.service, $0.metadata) }
    for (index, workload) in workloads.enumerated() {
      if workload.metadata.kind.value == "ReplicaSet", workload.metadata.wasInCluster { continue }
      found.append(LinkerdCarrier(podsOf: workload, at: index))
      if workload.metadata.kind.value != "Pod" {
        found.append(LinkerdCarrier(.controller, workload.metadata, workload: index))
      }
    }
    return found.filter { !$0.labels.isEmpty || !$0.annotations.isEmpty }
  }
}
