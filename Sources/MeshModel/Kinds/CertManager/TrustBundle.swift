package import Diagnostics

/// A Bundle (`v1alpha1`) or ClusterBundle (`v1alpha2`) of trust-manager: certificates that are copied into namespaces.
package final class TrustBundle: Resource {
  /// A ConfigMap or Secret, or several of them, in the namespace that trust-manager reads.
  package struct Source: Sendable {
    /// The kind of object. The raw value is its name.
    package enum Kind: String, Sendable {
      case configMap = "ConfigMap"
      case secret = "Secret"
    }

    /// Which entries are taken.
    package enum Entries: Sendable {
      /// That of a key.
      case one(Located<String>)
      /// All of them, with the place that says so.
      case all(SourceSpan)
      /// Those whose keys fit a text in which `*` stands for anything; a ClusterBundle alone has it.
      case matching(Located<String>)
    }

    package let kind: Kind
    /// Nil where objects are chosen by their labels.
    package let name: Located<String>?
    /// Nil where nothing says so, which the webhook refuses.
    package let entries: Entries?
    /// The place of the whole source.
    package let span: SourceSpan
  }

  package let metadata: Metadata
  package let sources: [Source]
  /// The place that asks for the public CAs that trust-manager was installed with; nil where none does.
  package let defaultCAs: SourceSpan?
  /// Whether certificates are written in the object itself.
  package let hasOwnCertificates: Bool
  /// The keys of the ConfigMaps and of the Secrets that PEM is written to.
  package let configMapKeys: [Located<String>]
  package let secretKeys: [Located<String>]
  /// The place of the key `target.secret`; nil where no Secrets are written.
  package let secretTarget: SourceSpan?
  /// The namespaces that get the copy; nil for all.
  package let namespaceSelector: LabelSelector?

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    let items = spec?["sources"]?.compactMapItems { $0 } ?? []
    let provider = spec?["defaultCAs"]?["provider"]?.string
    sources =
      items.compactMap(Source.init(item:)) + (spec?["sourceRefs"]?.compactMapItems(Source.init(reference:)) ?? [])
    defaultCAs =
      items.compactMap { $0["useDefaultCAs"]?.bool }.first(where: \.value)?.span
      ?? (provider?.value == "System" ? provider?.span : nil)
    hasOwnCertificates = spec?["inLineCAs"] != nil || items.contains { $0["inLine"] != nil }
    let target = spec?["target"]
    configMapKeys = target?["configMap"]?.keysOfPEM ?? []
    secretKeys = target?["secret"]?.keysOfPEM ?? []
    secretTarget = target?.present(["secret"]).first?.key
    namespaceSelector = target?["namespaceSelector"].map(LabelSelector.init)
  }
}

extension TrustBundle.Source {
  /// One of `sources` of a Bundle; nil where it is no object.
  fileprivate init?(item: ManifestNode) {
    guard let (kind, node) = item["configMap"].map({ (Kind.configMap, $0) }) ?? item["secret"].map({ (.secret, $0) })
    else { return nil }
    self.kind = kind
    name = node["name"]?.string
    let all = node["includeAllKeys"]?.bool.flatMap { $0.value ? Entries.all($0.span) : nil }
    entries = all ?? node["key"]?.string.map(Entries.one)
    span = item.span
  }

  /// One of `sourceRefs` of a ClusterBundle.
  fileprivate init?(reference: ManifestNode) {
    guard let kind = reference["kind"]?.string.flatMap({ Kind(rawValue: $0.value) }) else { return nil }
    self.kind = kind
    name = reference["name"]?.string
    entries = reference["key"]?.string.map { key in
      key.value == "*" ? .all(key.span) : key.value.contains("*") ? .matching(key) : .one(key)
    }
    span = reference.span
  }
}

extension ManifestNode {
  /// The keys of a target, a Bundle's one or a ClusterBundle's several, that hold PEM and not another format.
  fileprivate var keysOfPEM: [Located<String>] {
    if let key = self["key"]?.string { return [key] }
    return self["data"]?.compactMapItems { entry in
      ["PEM", ""].contains(entry["format"]?.string?.value ?? "") ? entry["key"]?.string : nil
    } ?? []
  }
}
