import Diagnostics
package import MeshModel

/// A workload with `image: auto` that stays as it is, because nothing injects its pods.
package struct AutoImage: Sendable {
  package var workload: Workload
  package var image: Located<String>
  /// Why its pods are not injected; nil where they run already, or where only the webhooks of the input tell.
  package var verdict: ProxyVerdict?
}

/// What the input tells about workloads with `image: auto`.
package struct AutoImages: Sendable {
  package fileprivate(set) var pods: [AutoImage] = []
  package fileprivate(set) var controllers: [AutoImage] = []
  /// The workloads of which it is not known whether they are injected.
  package fileprivate(set) var unjudgedPods: [Workload] = []
  package fileprivate(set) var unjudgedControllers: [Workload] = []

  fileprivate mutating func append(_ image: AutoImage) {
    if image.workload.isPod { pods.append(image) } else { controllers.append(image) }
  }
}

extension EffectiveMesh {
  /// Workloads whose proxy has the image `auto`, which only injection replaces
  /// (`pkg/config/analysis/analyzers/injection/image-auto.go`).
  ///
  /// Where the input shows no webhook of Istio, or perhaps not all of them, the labels of namespace and pods decide.
  /// For a Pod that runs it is too late in any case; one that was never in a cluster is judged as a controller is.
  package func autoImages() -> AutoImages { shared.autoImages(findAutoImages) }

  private func findAutoImages() -> AutoImages {
    let webhooks = mesh.webhookConfigurations.filter(\.isMutating).flatMap(\.webhooks).filter(\.isIstio)
    var found = AutoImages()
    for (index, workload) in workloads.enumerated()
    where !InjectionResolver.ignores(workload.namespace) {
      guard let image = workload.proxyContainers.lazy.compactMap(\.image).first(where: { $0.value == "auto" }) else {
        continue
      }
      let verdict = proxies[index]
      if isTakenAsRunning(index) {
        found.append(AutoImage(workload: workload, image: image, verdict: nil))
      } else if !webhooks.isEmpty, select(workload, webhooks) {
        continue
      } else if verdict.presence != .sidecar, verdict.presence != .unknown {
        found.append(AutoImage(workload: workload, image: image, verdict: verdict))
      } else if options.isComplete, !webhooks.isEmpty {
        found.append(AutoImage(workload: workload, image: image, verdict: nil))
      } else if verdict.presence == .unknown {
        if workload.isPod { found.unjudgedPods.append(workload) } else { found.unjudgedControllers.append(workload) }
      }
    }
    return found
  }

  /// Whether one of `webhooks` selects the pods of a workload.
  private func select(_ workload: Workload, _ webhooks: [WebhookConfiguration.Webhook]) -> Bool {
    let name = workload.namespace.isEmpty ? "default" : workload.namespace
    var namespace = mesh.namespaces[name]?.metadata.labels.dictionary ?? [:]
    // Kubernetes sets this one itself.
    namespace["kubernetes.io/metadata.name"] = name
    let labels = workload.podLabels.dictionary
    return webhooks.contains {
      ($0.namespaceSelector?.matches(namespace) ?? true) && ($0.objectSelector?.matches(labels) ?? true)
    }
  }
}

extension WebhookConfiguration.Webhook {
  /// Whether the webhook is one of Istio's, by its name.
  var isIstio: Bool { name?.value.hasSuffix("istio.io") ?? false }
}

extension LocatedMap {
  fileprivate var dictionary: [String: String] {
    Dictionary(entries.map { ($0.key.value, $0.value.value) }) { _, last in last }
  }
}
