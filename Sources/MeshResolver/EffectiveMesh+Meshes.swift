import MeshModel

// Answers for which it is looked up first whose mesh a workload is in.
extension EffectiveMesh {
  /// The mesh that a workload is in or that would have it; Istio's where both put a proxy into it, since its webhook
  /// comes first and Linkerd's then leaves the pod alone.
  package func kind(of workload: Int) -> MeshKind {
    guard let linkerd else { return .istio }
    let other = linkerd.proxies[workload].presence
    return switch proxies[workload].presence {
    case .sidecar, .ambient: .istio
    // Where one mesh leaves it open whether there is a proxy, nothing is known.
    case .none: other == .none && isAboutIstio ? .istio : .linkerd
    case .unknown: other == .sidecar || !isAboutIstio ? .linkerd : .istio
    }
  }

  /// Whether the pods of a workload run with a proxy of either mesh, and why.
  package func proxy(of workload: Int) -> ProxyVerdict {
    guard let linkerd, kind(of: workload) == .linkerd else { return proxies[workload] }
    return linkerd.proxies[workload]
  }
}

extension Mesh {
  /// What Linkerd's webhooks refuse. Where there is an Istio too, perhaps in another cluster, the routes of the Gateway
  /// API with a parent of Linkerd's own are meant for it.
  func rejections(byLinkerdBesideIstio isAboutIstio: Bool) -> [Rejection] {
    let found = linkerdRejections
    guard isAboutIstio, !found.isEmpty else { return found }
    let own = Set(
      kubernetesRoutes.lazy.filter { $0.parentRefs.contains { $0.group?.value == "policy.linkerd.io" } }
        .map { ObjectIdentifier($0.metadata) })
    return found.filter { $0.metadata.group.isGroupOfLinkerd || own.contains(ObjectIdentifier($0.metadata)) }
  }
}
