package import Diagnostics
package import MeshModel

/// A Sidecar for workloads in ambient mode, none of which has a sidecar.
package struct IneffectiveSidecar: Sendable {
  package var sidecar: Sidecar
  /// A workload that it selects; nil for a Sidecar for the whole namespace.
  package var workload: Workload?
  /// The label or annotation that says so.
  package var place: SourceSpan?
}

extension EffectiveMesh {
  /// The Sidecars that no proxy heeds, since ambient mode has none (`analyzers/sidecar/selector.go`).
  ///
  /// Unlike Istio's analyzer, this leaves out a Sidecar that has an effect on another workload: its selector matches
  /// one with a sidecar, its namespace holds one, or it is the default of the whole mesh.
  package func ineffectiveSidecars() -> [IneffectiveSidecar] {
    var isWithoutSidecars: [String: Bool] = [:]
    return analyzed(written.sidecars).compactMap { sidecar in
      let namespace = sidecar.namespace
      guard let selector = sidecar.workloadSelector, !selector.labels.isEmpty else {
        let isIdle = isWithoutSidecars[namespace] ?? isAmbientOnly(namespace)
        isWithoutSidecars[namespace] = isIdle
        let label = mesh.namespaces[namespace]?.metadata.labels["istio.io/dataplane-mode"]
        return isIdle ? IneffectiveSidecar(sidecar: sidecar, workload: nil, place: label?.span) : nil
      }
      let selected = mesh.workloads(in: namespace, matching: selector.labels)
      guard let ambient = selected.first(where: isAmbient),
        selected.allSatisfy({ isAmbient($0) || proxies[$0].presence == .none })
      else { return nil }
      let place = workloads[ambient].podAnnotations[Self.redirection]?.span ?? proxies[ambient].place
      return IneffectiveSidecar(sidecar: sidecar, workload: workloads[ambient], place: place)
    }
  }

  /// Whether ztunnel takes what the pods of a workload receive: they have the annotation that the CNI plugin leaves, or
  /// will get it.
  func isAmbient(_ workload: Int) -> Bool {
    proxies[workload].presence == .ambient || workloads[workload].podAnnotations[Self.redirection]?.value == "enabled"
  }

  /// Whether a namespace is in ambient mode (`analyzers/util/in_mesh.go` NamespaceInAmbientMode), and nothing in it is
  /// known to have a sidecar, or may have one. What stands in the root namespace is for other namespaces too.
  func isAmbientOnly(_ namespace: String) -> Bool {
    guard let labels = mesh.namespaces[namespace]?.metadata.labels, namespace != settings.rootNamespace.value,
      labels["istio.io/dataplane-mode"]?.value == "ambient", labels["istio-injection"]?.value != "enabled",
      (labels["istio.io/rev"]?.value ?? "").isEmpty
    else { return false }
    return mesh.workloads(in: namespace).allSatisfy { index in
      isAmbient(index) || proxies[index].presence == .none || proxies[index].isGateway
    }
  }

  private static var redirection: String { "ambient.istio.io/redirection" }
}
