import MeshModel

extension Mesh {
  /// Where cert-manager reads the Secrets of ClusterIssuers (`pkg/controller/helper.go`
  /// IssuerOptions.ResourceNamespace); nil where the input does not say so, or says several things.
  var clusterResourceNamespace: String? {
    var found = Set(certManagerReleases.map(\.clusterResourceNamespace))
    for workload in workloads where workload.metadata.kind.value == "Deployment" {
      for container in workload.pod.containers {
        guard let flag = container.flag("cluster-resource-namespace")?.value, container.isCertManager else { continue }
        // The chart writes the variable that holds the namespace of the pod.
        found.insert(flag.hasPrefix("$(") ? workload.metadata.namespace?.value : flag)
      }
    }
    return found.count == 1 ? found.first ?? nil : nil
  }
}

extension Container {
  /// Whether it is cert-manager's controller, by its own name or that of its image. Controllers of other issuers have
  /// the same flags.
  fileprivate var isCertManager: Bool {
    let file = image?.value.split(separator: "@").first?.split(separator: "/").last?.split(separator: ":").first
    return [name?.value, file.map(String.init)].contains { ["cert-manager", "cert-manager-controller"].contains($0) }
  }
}
