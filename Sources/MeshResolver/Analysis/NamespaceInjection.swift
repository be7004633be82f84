import Diagnostics
package import MeshModel

/// A Namespace without a label for injection.
package struct UnlabelledNamespace: Sendable {
  package var namespace: Namespace
  /// Where it was said that such namespaces are injected; nil where they are not.
  package var enabledByDefault: Setting<Bool>?
}

/// A Pod without a proxy in a namespace that is injected.
package struct PodWithoutProxy: Sendable {
  package var pod: Workload
  package var namespace: Namespace
}

extension EffectiveMesh {
  /// The Namespaces that Istio's check of injection looks at (`pkg/config/analysis/analyzers/injection/injection.go`):
  /// neither those in which nothing is ever injected, nor that of the control plane.
  private var namespacesForInjection: [Namespace] {
    mesh.namespaces.values.filter {
      !$0.name.isEmpty && $0.name != settings.controlPlaneNamespace
        && !InjectionResolver.ignores($0.name)
    }
  }

  /// The labels of each Namespace that asks for proxies in more than one way, in Istio's order.
  ///
  /// Istio counts any value of `istio.io/dataplane-mode`; only `ambient` asks for anything.
  package func contradictoryInjectionLabels() -> [(namespace: Namespace, labels: [LocatedMap.Entry])] {
    namespacesForInjection.compactMap { namespace in
      let labels = namespace.metadata.labels
      let injection = labels.entry("istio-injection")
      guard injection.map({ $0.value.value == "enabled" }) ?? true else { return nil }
      let mode = labels.entry("istio.io/dataplane-mode").flatMap { $0.value.value == "ambient" ? $0 : nil }
      let found = [injection, labels.entry("istio.io/rev"), mode].compactMap(\.self)
      return found.count > 1 ? (namespace, found) : nil
    }
  }

  /// The Namespaces that say nothing about injection, and are neither in ambient mode nor in another mesh.
  ///
  /// Istio reads an empty `istio-injection` as an absent one. The webhook for unlabelled namespaces does not, and
  /// passes over it (`manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml`).
  package func unlabelledNamespaces() -> [UnlabelledNamespace] {
    let isDefault = settings.enableNamespacesByDefault
    let others = namespacesOfLinkerd
    return namespacesForInjection.compactMap { namespace in
      let labels = namespace.metadata.labels
      let injection = labels["istio-injection"]?.value
      guard !namespace.isAmbient, injection?.isEmpty ?? true, labels["istio.io/rev"] == nil else { return nil }
      let isEnabled = isDefault.value && injection == nil
      guard isEnabled || !others.contains(namespace.name) else { return nil }
      return UnlabelledNamespace(namespace: namespace, enabledByDefault: isEnabled ? isDefault : nil)
    }
  }

  /// The namespaces that Linkerd injects, in which it injects some pods, or that are its own.
  private var namespacesOfLinkerd: Set<String> {
    guard let linkerd else { return [] }
    var found: Set<String> = [linkerd.settings.controlPlaneNamespace]
    for namespace in mesh.namespaces.values {
      let isInjected = ["enabled", "ingress"].contains(namespace.metadata.annotations["linkerd.io/inject"]?.value)
      if isInjected || namespace.metadata.labels["linkerd.io/extension"] != nil { found.insert(namespace.name) }
    }
    return found.union(linkerd.workloads.indices.filter(linkerd.isMeshed).map { linkerd.workloads[$0].namespace })
  }

  /// The Pods that a webhook should have given a proxy, and that run without one.
  ///
  /// A manifest that was never in a cluster shows no proxy because the webhook adds it at admission, so only Pods are
  /// judged, and only those for which ``isTakenAsRunning(_:)`` holds. Beside `istio-injection=enabled`, which alone
  /// Istio heeds here, an installed revision and `enableNamespacesByDefault` count.
  package func podsWithoutProxy() -> [PodWithoutProxy] {
    let namespaces = Dictionary(uniqueKeysWithValues: namespacesForInjection.map { ($0.name, $0) })
    return workloads.indices.compactMap { index in
      let workload = workloads[index]
      guard isTakenAsRunning(index), proxies[index].presence == .sidecar,
        let namespace = namespaces[workload.namespace], !namespace.isAmbient, injectsByDefault(workload.namespace),
        workload.injectionRequest?.value.lowercased() != "false",
        workload.proxyContainers.allSatisfy({ ($0.image?.value ?? "").isEmpty })
      else { return nil }
      return PodWithoutProxy(pod: workload, namespace: namespace)
    }
  }

  /// Whether the manifest of a workload shows a pod as it runs. So does every Pod where the input is the whole mesh.
  func isTakenAsRunning(_ index: Int) -> Bool {
    workloads[index].isRunningPod || options.isComplete && workloads[index].isPod
  }
}

extension Workload {
  /// Whether this is a Pod itself, and no controller of pods.
  var isPod: Bool { metadata.kind.value == "Pod" }

  /// What the pods say about injection themselves. A label counts before an annotation, even an empty one.
  var injectionRequest: Located<String>? {
    podLabels["sidecar.istio.io/inject"] ?? podAnnotations["sidecar.istio.io/inject"]
  }
}

extension Namespace {
  fileprivate var isAmbient: Bool { metadata.labels["istio.io/dataplane-mode"]?.value == "ambient" }
}
