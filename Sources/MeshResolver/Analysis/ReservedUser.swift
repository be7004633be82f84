package import MeshModel

extension EffectiveMesh {
  /// The workloads whose application runs as the user of the proxy, and each place that says so
  /// (`analyzers/deployment/pod.go`). Init containers, which may need that user to reach the network, do not count, nor
  /// does the user of the whole pod where nothing but proxies runs in it.
  package func workloadsWithReservedUser() -> [(workload: Workload, users: [Located<Int>])] {
    let reserved = 1337
    return workloads.enumerated().compactMap { index, workload in
      // The user of Linkerd's proxy is another.
      guard kind(of: index) == .istio, !workload.metadata.isHiddenFromAnalyzers, !workload.metadata.isOfControlPlane
      else { return nil }
      let applications = workload.pod.containers.filter {
        !["istio-proxy", "istio-operator"].contains($0.name?.value ?? "")
      }
      let ofPod = applications.isEmpty && !workload.pod.containers.isEmpty ? nil : workload.pod.runAsUser
      let users = ([ofPod] + applications.map(\.runAsUser)).compactMap { $0 }.filter { $0.value == reserved }
      return users.isEmpty ? nil : (workload, users)
    }
  }
}
