/// What installs cert-manager from its Helm chart: a HelmRelease of Flux, or a source of an Argo CD Application.
package struct CertManagerRelease: Sendable {
  /// Where cert-manager reads the Secrets of ClusterIssuers: `clusterResourceNamespace`, else where it runs
  /// (`deploy/charts/cert-manager/templates/deployment.yaml`). Nil where other values may say otherwise.
  package let clusterResourceNamespace: String?
  /// `ingressShim.defaultIssuerName`: who signs for Ingresses that name nobody.
  package let defaultIssuerName: String?

  /// Nil for a release of another chart.
  init?(fluxRelease root: ManifestNode, _ metadata: Metadata) {
    let spec = root["spec"]
    guard spec?["chart"]?["spec"]?["chart"]?.string?.value == Self.chart else { return nil }
    self.init(
      spec?["values"], namespace: spec?["targetNamespace"]?.string ?? metadata.namespace,
      hasOtherValues: spec?["valuesFrom"] != nil)
  }

  /// Those among the sources of an Application of Argo CD.
  static func releases(ofApplication root: ManifestNode) -> [CertManagerRelease] {
    guard let spec = root["spec"] else { return [] }
    let sources = spec["sources"]?.compactMapItems { $0 } ?? spec["source"].map { [$0] } ?? []
    return sources.compactMap { CertManagerRelease(argoSource: $0, of: spec) }
  }

  /// Nil for a source that is another chart.
  private init?(argoSource root: ManifestNode, of spec: ManifestNode) {
    guard root["chart"]?.string?.value == Self.chart else { return nil }
    let helm = root["helm"]
    let text = helm?.map.entry("values").flatMap { try? EmbeddedYAML($0) }
    self.init(
      helm?["valuesObject"] ?? text?.root, namespace: spec["destination"]?["namespace"]?.string,
      hasOtherValues: ["parameters", "valueFiles", "fileParameters"].contains { helm?[$0] != nil })
  }

  private static let chart = "cert-manager"

  private init(_ values: ManifestNode?, namespace: Located<String>?, hasOtherValues: Bool) {
    let written = [values?["clusterResourceNamespace"]?.string, values?["namespace"]?.string, namespace]
    clusterResourceNamespace =
      hasOtherValues ? nil : written.lazy.compactMap { $0?.value }.first { !$0.isEmpty }
    defaultIssuerName = values?["ingressShim"]?["defaultIssuerName"]?.string?.value
  }
}
