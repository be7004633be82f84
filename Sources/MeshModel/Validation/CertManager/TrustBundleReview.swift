import Diagnostics

// Bundles and ClusterBundles of trust-manager (`pkg/webhook/validation.go`, `cluster_bundle.go`, and the rules in CEL
// of their definitions). Labels and annotations of the targets are left to ``NameCheck``.
extension CertManagerReview {
  mutating func validateBundle(_ spec: ManifestNode) {
    let target = spec["target"]
    if metadata.kind.value == "Bundle" {
      validate(sourcesOf: spec)
      validate(formatsOf: target)
    } else {
      validate(referencesOf: spec)
    }
    if let target, target["configMap"] == nil, target["secret"] == nil, !target.hasKey(otherThan: Self.targetKeys) {
      refuse(
        "spec.target: Invalid value: at least one of the fields in [configMap secret] must be set", at: target.span)
    }
    for (kind, _, node) in target?.present(["configMap", "secret"]) ?? [] {
      validate(metadataOf: node, "spec.target.\(kind)")
      if metadata.kind.value == "ClusterBundle" { validate(entriesOf: node, "spec.target.\(kind)") }
    }
    validate(selector: target?["namespaceSelector"], "spec.target.namespaceSelector")
  }

  private static let targetKeys: [StaticString] = ["configMap", "secret", "namespaceSelector", "additionalFormats"]
  private static let sourceKeys: [StaticString] = ["configMap", "secret", "inLine", "useDefaultCAs"]

  // MARK: Bundles

  private mutating func validate(sourcesOf spec: ManifestNode) {
    guard let list = spec["sources"], !list.isEmptySequence else { return }
    let sources = list.compactMapItems { $0 }
    let target = spec["target"]
    for (index, source) in sources.enumerated() {
      let path = "spec.sources[\(index)]"
      let written = source.present(Self.sourceKeys)
      if written.count != 1, !source.hasKey(otherThan: Self.sourceKeys) {
        let related = written.first.map { Finding.Related("the first one", at: $0.key) }
        forbid(
          path, "must define exactly one source type for each item but found \(written.count) defined types",
          at: written.count > 1 ? written[1].key : source.span, remedy: "make one item of each",
          related: written.count > 1 ? related : nil)
      }
      for (kind, _, node) in written where kind == "configMap" || kind == "secret" {
        validate(source: node, kind, "\(path).\(kind)")
        validate(source: node, kind, isNoTargetOf: target, "\(path).\(kind)")
      }
    }
    let defaults = sources.compactMap { $0["useDefaultCAs"] }
    if defaults.count > 1 {
      forbid(
        "spec.sources", "must request default CAs either once or not at all but got \(defaults.count) requests",
        at: defaults[1].span, related: Finding.Related("the first one", at: defaults[0].span))
    }
    let isEmpty = sources.allSatisfy { source in
      source.present(Self.sourceKeys).allSatisfy { $0.name == "useDefaultCAs" && !source.isTrue("useDefaultCAs") }
    }
    if isEmpty, let only = defaults.first {
      forbid("spec.sources", "must define at least one source", at: only.span)
    }
  }

  /// The ConfigMap or Secret of a source.
  private mutating func validate(source: ManifestNode, _ kind: String, _ path: String) {
    validate(nameOrSelectorOf: source, path, "must validate one and only one schema (oneOf): [name, selector]")
    let (key, all) = (source["key"]?.string, source["includeAllKeys"])
    if let key, !key.value.isEmpty, let all, source.isTrue("includeAllKeys") {
      refuse(
        "\(path): Invalid value: \"key: \(key.value), includeAllKeys: true\": source \(kind) key cannot be defined when "
          + "includeAllKeys is true", at: all.span, related: Finding.Related("the key", at: key.span))
    } else if key == nil, !source.isTrue("includeAllKeys") {
      refuse(
        "\(path): Invalid value: \"key: ' ', includeAllKeys: false\": source \(kind) key must be defined when "
          + "includeAllKeys is false", at: all?.span ?? source.span)
    }
    validate(selector: source["selector"], "\(path).selector")
  }

  private mutating func validate(nameOrSelectorOf source: ManifestNode, _ path: String, _ reason: String) {
    let (name, selector) = (source["name"]?.string, source["selector"])
    if let name, !name.value.isEmpty, let selector {
      refuse(
        "\(path): Invalid value: \"name: \(name.value), selector: {}\": \(reason). Found both set", at: selector.span,
        related: Finding.Related("the name", at: name.span))
    } else if name == nil, selector == nil {
      refuse(
        "\(path): Invalid value: \"name: ' ', selector: nil\": \(reason). Found none valid", at: source.span)
    }
  }

  /// The copy has the name of the Bundle, also in the namespace that the sources are read from.
  private mutating func validate(
    source: ManifestNode, _ kind: String, isNoTargetOf target: ManifestNode?, _ path: String
  ) {
    let target = kind == "configMap" ? target?["configMap"] : target?["secret"]
    guard let target, let name = source["name"]?.string, name.value == metadata.name.value, !name.value.isEmpty,
      let key = source["key"]?.string, let copy = target["key"]?.string, key.value == copy.value
    else { return }
    forbid(
      "\(path).\(name.value).\(key.value)", "cannot define the same source as target", at: name.span,
      remedy: "the copy has the name of the Bundle; give the source, the Bundle or one of the keys another name",
      related: Finding.Related("the target", at: copy.span))
  }

  private mutating func validate(formatsOf target: ManifestNode?) {
    guard let target, let formats = target["additionalFormats"] else { return }
    let names: [StaticString] = ["jks", "pkcs12"]
    let written = formats.present(names)
    if written.isEmpty, !formats.hasKey(otherThan: names) {
      refuse(
        "spec.target.additionalFormats: Invalid value: at least one of the fields in [jks pkcs12] must be set",
        at: formats.span)
    }
    var keys: [String: SourceSpan] = [:]
    for (_, _, node) in target.present(["configMap", "secret"]) {
      if let key = node["key"]?.string { keys[key.value] = key.span }
    }
    for (name, _, node) in written {
      guard let key = node["key"]?.string else { continue }
      if let earlier = keys[key.value] {
        refuseValue(
          key, of: "spec.target.additionalFormats.\(name).key", "key must be unique across all target output keys",
          related: Finding.Related("the other one", at: earlier))
      }
      keys[key.value] = key.span
    }
  }

  /// validateTargetMetadata, and for ClusterBundles a rule of the definition.
  private mutating func validate(metadataOf target: ManifestNode, _ path: String) {
    let isBundle = metadata.kind.value == "Bundle"
    let prefixes = isBundle ? ["trust.cert-manager.io", "trust-manager.io"] : ["trust-manager.io"]
    for (list, _, node) in target["metadata"]?.present(["annotations", "labels"]) ?? [] {
      node.forEachPair { key, _ in
        guard let key = key.string, let prefix = prefixes.first(where: { key.value.hasPrefix("\($0)/") }) else {
          return
        }
        let reason =
          isBundle
          ? "\(prefix)/* \(list) are not allowed"
          : "must not use forbidden domains as prefixes (e.g., trust-manager.io)"
        refuseValue(key, of: "\(path).metadata.\(list)", reason)
      }
    }
  }

  // MARK: ClusterBundles

  private mutating func validate(referencesOf spec: ManifestNode) {
    for (index, reference) in (spec["sourceRefs"]?.compactMapItems { $0 } ?? []).enumerated() {
      let path = "spec.sourceRefs[\(index)]"
      validate(nameOrSelectorOf: reference, path, "exactly one of the fields in [name selector] must be set")
      validate(selector: reference["selector"], "\(path).selector")
    }
  }

  private mutating func validate(entriesOf target: ManifestNode, _ path: String) {
    for (index, entry) in (target["data"]?.compactMapItems { $0 } ?? []).enumerated()
    where entry["format"]?.string?.value != "PKCS12" {
      for (name, key, _) in entry.present(["password", "profile"]) {
        forbid(
          "\(path).data[\(index)].\(name)", "may only be set when format is 'PKCS12'", at: entry["format"]?.span ?? key)
      }
    }
  }
}
