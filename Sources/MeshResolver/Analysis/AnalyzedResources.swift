import MeshModel

extension Metadata {
  /// Whether Istio's analyzers never see the resource: it is one of a namespace that Istio leaves alone, or that
  /// Namespace itself (`pkg/kube/inject/initializer.go` IgnoredNamespaces).
  var isHiddenFromAnalyzers: Bool {
    InjectionResolver.ignoredNamespaces.contains(kind.value == "Namespace" ? name.value : namespaceName)
  }

  /// Whether labels say that the resource is part of Istio itself (`analyzers/util/config.go` IsIstioControlPlane).
  var isOfControlPlane: Bool { labels["istio"] != nil || labels["release"]?.value == "istio" }

  /// The controller of Istio that made the resource for a Gateway, as the label `gateway.istio.io/managed` says.
  var gatewayController: String? { labels["gateway.istio.io/managed"]?.value }
}
