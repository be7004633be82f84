import MeshModel

extension EffectiveMesh {
  /// Those of some resources that Istio's analyzers are given: not what cannot be read, and nothing of the namespaces
  /// that Istio passes over (`pkg/kube/inject/initializer.go` IgnoredNamespaces).
  func analyzed<Kind: Resource>(_ resources: [Kind]) -> [Kind] {
    guard !resources.isEmpty else { return [] }
    let unreadable = Set(mesh.issues.filter(\.isRefused).compactMap(\.object))
    return resources.filter {
      !InjectionResolver.ignoredNamespaces.contains($0.namespace) && !unreadable.contains($0.metadata.reference)
    }
  }
}
