/// What installs Linkerd's control plane from its Helm chart: a HelmRelease of Flux, or a source of an Argo CD
/// Application.
package struct LinkerdRelease: Sendable {
  package let metadata: Metadata
  package let values: LinkerdValues
  package let chartVersion: Located<String>?
  /// Where the chart is installed.
  package let namespace: Located<String>?
  /// Whether more values come from elsewhere, so that what is missing here may well be given.
  package let hasOtherValues: Bool

  /// The charts of the control plane: Linkerd's own, the one before it was split, and that of Buoyant's distribution.
  private static func isControlPlane(_ chart: String?) -> Bool {
    ["linkerd-control-plane", "linkerd2", "linkerd-enterprise-control-plane"].contains(chart)
  }

  /// Nil for a release of another chart.
  init?(fluxRelease root: ManifestNode, _ metadata: Metadata) {
    let spec = root["spec"]
    let chart = spec?["chart"]?["spec"]
    guard Self.isControlPlane(chart?["chart"]?.string?.value) else { return nil }
    self.metadata = metadata
    values = spec?["values"].map { LinkerdValues($0) } ?? LinkerdValues(at: metadata.span)
    chartVersion = chart?["version"]?.string
    namespace = spec?["targetNamespace"]?.string ?? metadata.namespace
    hasOtherValues = spec?["valuesFrom"] != nil
  }

  /// Nil for a source that is another chart.
  ///
  /// `root`: One of `spec.sources`, or `spec.source`. `spec`: That of the Application.
  init?(argoSource root: ManifestNode, of spec: ManifestNode, _ metadata: Metadata) {
    guard Self.isControlPlane(root["chart"]?.string?.value) else { return nil }
    self.metadata = metadata
    let helm = root["helm"]
    // Argo CD leaves out `values` where there is a `valuesObject` (`pkg/apis/application/v1alpha1/types.go`).
    if let object = helm?["valuesObject"] {
      values = LinkerdValues(object)
    } else {
      let entry = helm?.map.entry("values")
      values = entry.flatMap { try? LinkerdValues($0) } ?? LinkerdValues(at: metadata.span)
    }
    chartVersion = root["targetRevision"]?.string
    namespace = spec["destination"]?["namespace"]?.string
    hasOtherValues = helm?.hasOtherValues ?? false
  }
}

/// An Application of Argo CD; what is known of it are the sources that install Linkerd's control plane or
/// trust-manager.
package final class ArgoApplication: Resource {
  package let metadata: Metadata
  /// What its sources install of cert-manager.
  package let certManager: [CertManagerRelease]
  package let linkerd: [LinkerdRelease]
  package let trustManagers: [TrustManagerValues]

  init(_ root: ManifestNode, _ metadata: Metadata) {
    certManager = CertManagerRelease.releases(ofApplication: root)
    self.metadata = metadata
    guard let spec = root["spec"] else {
      (linkerd, trustManagers) = ([], [])
      return
    }
    let sources = spec["sources"]?.compactMapItems { $0 } ?? spec["source"].map { [$0] } ?? []
    linkerd = sources.compactMap { LinkerdRelease(argoSource: $0, of: spec, metadata) }
    trustManagers = sources.filter { $0["chart"]?.string?.value == "trust-manager" }.map { source in
      let helm = source["helm"]
      let text = helm?.map.entry("values").flatMap { try? EmbeddedYAML($0) }
      return TrustManagerValues(helm?["valuesObject"] ?? text?.root, areComplete: helm?.hasOtherValues != true)
    }
  }
}

extension ManifestNode {
  /// Whether an Application gives a chart values that stand elsewhere.
  fileprivate var hasOtherValues: Bool {
    let fields: [StaticString] = ["parameters", "valueFiles", "fileParameters"]
    return fields.contains { self[$0] != nil }
  }
}

extension Mesh {
  /// Where the input says how Linkerd's control plane is set up: `linkerd-config`, which is what was installed, before
  /// the releases that install it.
  package var linkerdValues: [(owner: Metadata, values: LinkerdValues)] {
    configMaps.compactMap { map in map.linkerdValues.map { (map.metadata, $0) } }
      + linkerdReleases.map { ($0.metadata, $0.values) }
  }
}

extension [LinkerdValues] {
  /// The first of them that says something of a setting, be it an empty text.
  package func value<Value>(of path: KeyPath<LinkerdValues, Located<Value>?>) -> Located<Value>? {
    lazy.compactMap { $0[keyPath: path] }.first
  }
}
