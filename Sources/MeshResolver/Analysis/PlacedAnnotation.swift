package import Diagnostics
package import MeshModel

/// An annotation in Istio's domain on a resource that Istio's analyzers look at, or on a pod template.
///
/// Istio looks at the metadata of Namespaces, Services, Pods and Deployments (`analyzers/annotations/annotations.go`).
/// A template's metadata becomes that of pods, and is judged as theirs.
package struct PlacedAnnotation: Sendable {
  package let entry: LocatedMap.Entry
  private let metadata: Metadata
  /// The kind of resource that carries it: `Pod` for that of a template.
  package let carrier: String
  /// What Istio documents of it; nil where Istio does not know it.
  package let definition: IstioAnnotation?
  /// Whether a label of the same name stands beside it.
  private let hasLabelBesideIt: Bool
  /// Whether Istio's CNI plugin may have written it into the Pod.
  private let mayBeOfPlugin: Bool

  fileprivate init?(
    _ entry: LocatedMap.Entry, of metadata: Metadata, carrier: String, labels: LocatedMap, mayBeOfPlugin: Bool
  ) {
    let name = entry.key.value
    guard Self.isInDomain(name), !Self.written.contains(name) else { return nil }
    self.entry = entry
    self.metadata = metadata
    self.carrier = carrier
    definition = IstioAnnotation.named(name)
    hasLabelBesideIt = labels[name] != nil
    self.mayBeOfPlugin = mayBeOfPlugin && Self.writtenByPlugin.contains(name)
  }

  /// Annotations that Istio itself writes (`analyzers/maturity/maturity.go` AlwaysIgnoredAnnotations).
  private static let written: Set<String> = [
    "sidecar.istio.io/status", "gateway.istio.io/controller-version", "istio.io/rev",
  ]
  /// Those that its CNI plugin writes (conditionallyIgnoredAnnotations).
  private static let writtenByPlugin: Set<String> = [
    "sidecar.istio.io/interceptionMode", "traffic.sidecar.istio.io/includeInboundPorts",
    "traffic.sidecar.istio.io/excludeInboundPorts", "traffic.sidecar.istio.io/includeOutboundIPRanges",
  ]

  private static func isInDomain(_ name: String) -> Bool {
    name == "kubernetes.io/ingress.class" || name.prefix { $0 != "/" }.hasSuffix("istio.io")
  }
}

extension PlacedAnnotation {
  package var name: String { entry.key.value }

  /// The resource in whose manifest it stands.
  package var object: ResourceReference { metadata.reference }

  /// Whether `istioctl analyze` calls it deprecated; not where the label that replaces it stands beside it.
  package var isDeprecated: Bool {
    definition?.isDeprecated == true && !(name == "sidecar.istio.io/inject" && hasLabelBesideIt)
  }

  package var isAlpha: Bool { definition?.isAlpha == true && !mayBeOfPlugin }

  /// The kinds that the annotation is for, where the carrier is none of them.
  package var kindsElsewhere: [String]? {
    guard let definition, !definition.isForAnyKind, !definition.kinds.contains(carrier) else { return nil }
    return definition.kinds
  }

  /// What is wrong with the value, and where.
  package var problem: (text: String, span: SourceSpan)? {
    definition == nil || kindsElsewhere != nil ? nil : AnnotationValue(entry, of: object).problem
  }

  /// Whether there is a label of that name, so that this was probably to be one.
  package var isLabel: Bool { IstioAnnotation.labels.contains(name) }

  /// The annotation for this kind of resource whose name is nearest to that of an unknown one; nil where none is near.
  package var suggestion: String? { IstioAnnotation.closest(to: name, on: carrier) }
}

extension IstioAnnotation {
  /// The annotation for a kind of resource whose name behind the slash is nearest; nil where none is near.
  package static func closest(to name: String, on kind: String) -> String? {
    func local(_ name: String) -> String { name.split(separator: "/").last.map(String.init) ?? name }
    let candidates = all.filter { $0.isForAnyKind || $0.kinds.contains(kind) }.map(\.name)
    let near = Diagnostics.closest(to: local(name), of: candidates.map(local))
    return near.flatMap { near in candidates.first { local($0) == near } }
  }
}

extension EffectiveMesh {
  /// The annotations that Istio's analyzers judge, in a fixed order.
  package func placedAnnotations() -> [PlacedAnnotation] { shared.placedAnnotations(findPlacedAnnotations) }

  private func findPlacedAnnotations() -> [PlacedAnnotation] {
    var found: [PlacedAnnotation] = []
    for namespace in mesh.namespaces.values.sorted(by: { $0.name < $1.name }) {
      found += annotations(of: namespace.metadata)
    }
    for service in mesh.services { found += annotations(of: service.metadata) }
    for workload in workloads {
      switch workload.metadata.kind.value {
      case "Pod":
        let isInitialized = workload.pod.initContainers.contains { $0.name?.value == "istio-init" }
        found += annotations(of: workload.metadata, mayBeOfPlugin: !isInitialized)
        continue
      case "Deployment": found += annotations(of: workload.metadata)
      default: break
      }
      guard !workload.podAnnotations.isEmpty, !workload.metadata.isHiddenFromAnalyzers else { continue }
      found += workload.podAnnotations.entries.compactMap { entry in
        PlacedAnnotation(
          entry, of: workload.metadata, carrier: "Pod", labels: workload.podLabels, mayBeOfPlugin: false)
      }
    }
    return found
  }

  private func annotations(of metadata: Metadata, mayBeOfPlugin: Bool = false) -> [PlacedAnnotation] {
    guard !metadata.annotations.isEmpty, !metadata.isHiddenFromAnalyzers else { return [] }
    return metadata.annotations.entries.compactMap { entry in
      PlacedAnnotation(
        entry, of: metadata, carrier: metadata.kind.value, labels: metadata.labels,
        mayBeOfPlugin: mayBeOfPlugin)
    }
  }
}
