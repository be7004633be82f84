import MeshModel

extension EffectiveMesh {
  /// Those of some resources that Istio's analyzers are given: not what cannot be read, and nothing of the namespaces
  /// that Istio leaves alone.
  func analyzed<Kind: Resource>(_ resources: [Kind]) -> [Kind] {
    guard !resources.isEmpty else { return [] }
    let unreadable = Set(mesh.issues.filter(\.isUnreadable).compactMap(\.object))
    return resources.filter { resource in
      !resource.metadata.isHiddenFromAnalyzers
        && (unreadable.isEmpty || !unreadable.contains(resource.metadata.reference))
    }
  }

  /// Whether Istio's analyzers take the pods of a workload for ones with a sidecar (`analyzers/util/in_mesh.go`
  /// inMesh). They know no revisions, and init containers of Pods alone.
  func countsAsInjected(_ workload: Workload) -> Bool {
    let containers = workload.isPod ? workload.pod.containers + workload.pod.initContainers : workload.pod.containers
    let proxy = containers.first { $0.name?.value == "istio-proxy" }
    if let image = proxy?.image, !image.value.isEmpty { return true }
    if let request = workload.injectionRequest { return request.value == "true" }
    return mesh.namespaces[workload.namespace]?.metadata.labels["istio-injection"]?.value == "enabled"
  }
}

extension Metadata {
  /// Whether Istio's analyzers never see the resource: it is one of a namespace that Istio leaves alone, or that
  /// Namespace itself (`pkg/kube/inject/initializer.go` IgnoredNamespaces).
  var isHiddenFromAnalyzers: Bool {
    InjectionResolver.ignores(kind.value == "Namespace" ? name.value : namespaceName)
  }

  /// Whether labels say that the resource is part of Istio itself (`analyzers/util/config.go` IsIstioControlPlane).
  var isOfControlPlane: Bool { labels["istio"] != nil || labels["release"]?.value == "istio" }

  /// The controller of Istio that made the resource for a Gateway, as the label `gateway.istio.io/managed` says.
  var gatewayController: String? { labels["gateway.istio.io/managed"]?.value }
}
