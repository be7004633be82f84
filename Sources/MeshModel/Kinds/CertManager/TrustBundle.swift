package import Diagnostics

/// A Bundle, or ClusterBundle, of trust-manager: certificates that are copied into the namespaces.
package final class TrustBundle: Resource {
  /// One of `sources`.
  package struct Source: Sendable {
    /// A ConfigMap or Secret in the namespace that trust-manager reads.
    package struct Reference: Sendable {
      package var name: Located<String>?
      package var key: Located<String>?
    }

    package var configMap: Reference?
    package var secret: Reference?
    /// The entry `inLine`, in PEM.
    package var inLine: LocatedMap.Entry?
    package var span: SourceSpan

    init(_ node: ManifestNode) {
      func reference(_ node: ManifestNode?) -> Reference? {
        node.map { Reference(name: $0["name"]?.string, key: $0["key"]?.string) }
      }
      configMap = reference(node["configMap"])
      secret = reference(node["secret"])
      inLine = node.map.entry("inLine")
      span = node.span
    }
  }

  package let metadata: Metadata
  package let sources: [Source]
  /// `target.configMap.key` and `target.secret.key`.
  package let configMapKey: Located<String>?
  package let secretKey: Located<String>?
  /// The namespaces that get the copy; nil for all.
  package let namespaceSelector: LabelSelector?

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    sources = spec?["sources"]?.compactMapItems(Source.init) ?? []
    let target = spec?["target"]
    configMapKey = target?["configMap"]?["key"]?.string
    secretKey = target?["secret"]?["key"]?.string
    namespaceSelector = target?["namespaceSelector"].map(LabelSelector.init)
  }
}
