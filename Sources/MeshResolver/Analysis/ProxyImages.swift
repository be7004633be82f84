package import Diagnostics
package import MeshModel

/// The pods of a namespace whose proxies have another image than injection would give them.
package struct ProxyImageMismatch: Sendable {
  package struct Pod: Sendable {
    package var name: String
    package var image: Located<String>
  }

  package var namespace: Namespace
  /// Sorted by name.
  package var pods: [Pod]
  /// The image that injection gives.
  package var expected: String
  /// Where the image that injection gives is written.
  package var origin: SourceSpan
}

extension EffectiveMesh {
  /// Proxies whose image is not the one of the injection configuration
  /// (`pkg/config/analysis/analyzers/injection/injection-image.go`).
  ///
  /// Unlike there, `istio-injection=enabled` counts before `istio.io/rev`, as it does for the webhooks, and any other
  /// value of it means that the namespace is not injected. A ConfigMap that cannot be read proves nothing.
  package func proxyImageMismatches() -> [ProxyImageMismatch] {
    let injectors = injectorsByName()
    guard !injectors.isEmpty else { return [] }
    let variants = ImageVariants(self)
    return mesh.namespaces.values.compactMap { namespace in
      guard !InjectionResolver.ignores(namespace.name), let name = namespace.injectorName,
        let injector = injectors[name], let expected = injector.proxyImage
      else { return nil }
      let pods = mesh.workloads(in: namespace.name).compactMap { index -> ProxyImageMismatch.Pod? in
        guard let image = foreignImage(of: index, expected: expected, injector, variants) else { return nil }
        return ProxyImageMismatch.Pod(name: workloads[index].name, image: image)
      }
      guard !pods.isEmpty else { return nil }
      return ProxyImageMismatch(
        namespace: namespace, pods: pods.sorted { ($0.name, $0.image.span) < ($1.name, $1.image.span) },
        expected: expected, origin: injector.span)
    }
  }

  private func injectorsByName() -> [String: InjectorValues] {
    // Where several namespaces hold a map of one name, that of the control plane counts.
    let maps = mesh.configMaps.filter { $0.injectorValues != nil }.sorted { $0.namespace < $1.namespace }
    let own = maps.filter { $0.namespace == settings.controlPlaneNamespace }
    return Dictionary((own + maps).map { ($0.name, $0.injectorValues) }) { first, _ in first }.compactMapValues(\.self)
  }

  /// The image of a workload's proxy where it is neither `expected` nor a variant of it that is asked for.
  private func foreignImage(
    of index: Int, expected: String, _ injector: InjectorValues, _ variants: ImageVariants
  ) -> Located<String>? {
    let workload = workloads[index]
    // A proxy in another template is declared by hand, which is a matter of its own.
    guard isTakenAsRunning(index) || workload.podAnnotations["sidecar.istio.io/status"] != nil,
      (workload.podAnnotations["sidecar.istio.io/proxyImage"]?.value ?? "").isEmpty
    else { return nil }
    let images = workload.proxyContainers.compactMap(\.image).filter { $0.value != "auto" && $0.value != expected }
    guard !images.isEmpty else { return nil }
    let variant = expected.variant(variants.imageType(of: workload) ?? injector.variant ?? "")
    return images.first { $0.value != variant }
  }
}

/// Which variant of the proxy's image each pod asks for (`pkg/kube/inject/inject.go` ProxyImage and
/// `pilot/pkg/model/proxy_config.go` EffectiveProxyConfig).
private struct ImageVariants {
  private let meshWide: String?
  private var byNamespace: [String: String] = [:]
  private var bySelector: [String: [(labels: LocatedMap, imageType: String)]] = [:]

  init(_ mesh: EffectiveMesh) {
    let root = mesh.settings.rootNamespace.value
    let configs = mesh.mesh.proxyConfigs.sortedByAge().filter { !($0.imageType?.value ?? "").isEmpty }
    for config in configs {
      guard let imageType = config.imageType?.value else { continue }
      if let selector = config.selector, config.namespace != root {
        bySelector[config.namespace, default: []].append((selector.labels, imageType))
      } else if config.selector == nil {
        byNamespace[config.namespace] = byNamespace[config.namespace] ?? imageType
      }
    }
    meshWide = byNamespace[root] ?? (mesh.settings.imageType.isEmpty ? nil : mesh.settings.imageType)
  }

  /// Nil where nobody asks for one.
  func imageType(of workload: Workload) -> String? {
    if let own = workload.podAnnotations["sidecar.istio.io/proxyImageType"] { return own.value }
    let selecting = bySelector[workload.namespace]?.first { workload.podLabels.satisfies($0.labels) }?.imageType
    return selecting ?? ProxySettings(annotations: workload.podAnnotations)?.imageType
      ?? byNamespace[workload.namespace] ?? meshWide
  }
}

extension InjectorValues {
  /// The image of proxies without variant, as
  /// `manifests/charts/istio-control/istio-discovery/files/injection-template.yaml` composes it; nil where the values
  /// do not tell.
  fileprivate var proxyImage: String? {
    let image = image ?? "proxyv2"
    guard !image.contains("/") else { return image }
    return hub.flatMap { hub in tag.map { "\(hub)/\(image):\($0)" } }
  }
}

extension String {
  /// The image with another variant at the end of its tag (`pkg/kube/inject/inject.go` updateImageTypeIfPresent).
  fileprivate func variant(_ imageType: String) -> String {
    guard !imageType.isEmpty else { return self }
    let suffix = ["-distroless", "-debug"].first(where: hasSuffix) ?? ""
    let plain = String(dropLast(suffix.count))
    return imageType == "default" ? plain : "\(plain)-\(imageType)"
  }
}

extension Namespace {
  /// The ConfigMap of the control plane that injects pods here; nil where none does.
  fileprivate var injectorName: String? {
    let revision: String
    if let injection = metadata.labels["istio-injection"] {
      guard injection.value == "enabled" else { return nil }
      revision = ""
    } else if let label = metadata.labels["istio.io/rev"] {
      revision = label.value
    } else {
      return nil
    }
    return ["", "default"].contains(revision) ? "istio-sidecar-injector" : "istio-sidecar-injector-\(revision)"
  }
}
