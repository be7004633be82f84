import Diagnostics

/// A name, label or key of an annotation that the API server refuses.
package struct NameProblem: Hashable, Sendable {
  /// What has the wrong form, such as `name of a Service` or `label value`.
  package var role: String
  package var value: String
  /// Why, as the end of a sentence.
  package var reason: String
  /// What was probably meant.
  package var suggestion: String?
}

/// Gathers what is wrong with the names in the metadata of one object
/// (apimachinery `pkg/api/validation/objectmeta.go` ValidateObjectMeta).
struct NameCheck {
  private let metadata: Metadata
  private(set) var issues: [ResourceIssue] = []

  init(_ metadata: Metadata) { self.metadata = metadata }

  mutating func check(_ root: ManifestNode, as known: KnownKind?) {
    // An object that only tools look at is never applied.
    guard metadata.annotations["config.kubernetes.io/local-config"]?.value != "true",
      let form = Self.form(of: metadata, as: known)
    else { return }
    let kind = metadata.kind.value
    if !metadata.name.value.isEmpty {
      check(metadata.name, form) { "name of a \(kind)" }
    } else if let prefix = root["metadata"]?["generateName"]?.string, !prefix.value.isEmpty {
      // The API server judges the prefix with a letter for what it appends.
      check(prefix.map { $0.hasSuffix("-") ? $0.dropLast() : $0[...] }, form) { "generateName" }
    }
    if let namespace = metadata.namespace { check(namespace, .label) { "namespace" } }
    check(labels: metadata.labels, "label")
    check(annotations: metadata.annotations, "annotation")
    checkSize(of: metadata.annotations)
  }

  /// What cert-manager and trust-manager put on the Secrets and ConfigMaps that they make, and the labels by which
  /// trust-manager chooses.
  mutating func checkTemplates(of root: ManifestNode) {
    let (spec, target) = (root["spec"], root["spec"]?["target"])
    for template in [
      spec?["secretTemplate"], target?["configMap"]?["metadata"], target?["secret"]?["metadata"],
    ] {
      if let labels = template?["labels"]?.map { check(labels: labels, "label") }
      if let annotations = template?["annotations"]?.map { check(annotations: annotations, "annotation") }
    }
    for source in spec?["sources"]?.compactMapItems({ $0["configMap"] ?? $0["secret"] }) ?? [] {
      if let labels = source["selector"]?["matchLabels"]?.map { check(labels: labels, "label") }
    }
    if let labels = target?["namespaceSelector"]?["matchLabels"]?.map { check(labels: labels, "label") }
  }

  /// Labels, and selectors that the API server takes for labels.
  mutating func check(labels: LocatedMap, _ role: String) {
    for label in labels.entries {
      check(key: label.key, role)
      if !label.value.value.isEmpty { check(label.value, .qualifiedName) { "\(role) value" } }
    }
  }

  mutating func check(_ text: Located<some StringProtocol>, _ form: NameForm, _ role: () -> String) {
    if form.isForm(of: text.value) { return }
    report(
      NameProblem(
        role: role(), value: String(text.value), reason: form.problem(with: text.value),
        suggestion: form.suggestion(for: text.value)), at: text.span)
  }

  /// An optional DNS prefix, a slash and a name.
  private mutating func check(key: Located<String>, _ role: String) {
    let text = key.value
    guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else {
      check(key, .qualifiedName) { "\(role) key" }
      return
    }
    let (prefix, name) = (text[..<slash], text[text.utf8.index(after: slash)...])
    if !NameForm.subdomain.isForm(of: prefix) {
      report(
        NameProblem(role: "\(role) key", value: text, reason: "before the slash stands no DNS name", suggestion: nil),
        at: key.span)
    } else if !NameForm.qualifiedName.isForm(of: name) {
      let reason = "behind the slash, \(NameForm.qualifiedName.problem(with: name))"
      report(NameProblem(role: "\(role) key", value: text, reason: reason, suggestion: nil), at: key.span)
    }
  }

  private mutating func check(annotations: LocatedMap, _ role: String) {
    for annotation in annotations.entries {
      // Upper case is allowed in the prefix of an annotation.
      let key = annotation.key
      if key.value.utf8.contains(where: { (0x41...0x5a).contains($0) }) {
        check(key: key.map { $0.lowercased() }, role)
      } else {
        check(key: key, role)
      }
    }
  }

  private mutating func checkSize(of annotations: LocatedMap) {
    let size = annotations.entries.reduce(0) { $0 + $1.key.value.utf8.count + $1.value.value.utf8.count }
    guard size > Self.annotationLimit else { return }
    let largest = annotations.entries.max { $0.value.value.utf8.count < $1.value.value.utf8.count }
    report(
      NameProblem(
        role: "size of the annotations", value: "\(size) bytes", reason: "they have at most \(Self.annotationLimit)",
        suggestion: nil), at: largest?.key.span ?? metadata.span)
  }

  private static let annotationLimit = 262_144

  private mutating func report(_ name: NameProblem, at span: SourceSpan) {
    issues.append(
      ResourceIssue(problem: .invalidName(name), span: span, object: metadata.reference, metadata: metadata))
  }

  /// The form of the names of a kind; nil for kinds that an API server may name in other ways, or that only tools read.
  private static func form(of metadata: Metadata, as known: KnownKind?) -> NameForm? {
    switch known {
    case .service?: return .serviceName
    case .namespace?: return .label
    case .serviceAccount?, .configMap?, .secret?, .peerAuthentication?, .destinationRule?, .authorizationPolicy?,
      .virtualService?, .gateway?, .serviceEntry?:
      return .subdomain
    default: break
    }
    let kind = metadata.kind.value
    switch metadata.group {
    case "":
      switch kind {
      case "Pod", "ReplicationController", "Node", "PersistentVolume", "PersistentVolumeClaim", "Endpoints",
        "LimitRange", "ResourceQuota", "PodTemplate":
        return .subdomain
      default: return nil
      }
    case "rbac.authorization.k8s.io": return .pathSegment
    // The file of a plug-in, which Argo CD reads from its container.
    case "argoproj.io" where kind == "ConfigManagementPlugin": return nil
    case "apps", "batch", "autoscaling", "policy", "networking.k8s.io", "storage.k8s.io", "apiextensions.k8s.io",
      "admissionregistration.k8s.io", "discovery.k8s.io", "gateway.networking.k8s.io", "linkerd.io", "cert-manager.io",
      "trust.cert-manager.io", "spire.spiffe.io", "argoproj.io", "monitoring.coreos.com":
      return .subdomain
    case "install.istio.io": return nil
    case let group where group.hasSuffix(".istio.io") || group.hasSuffix(".linkerd.io"): return .subdomain
    case let group where group.hasSuffix(".fluxcd.io"): return .subdomain
    default: return nil
    }
  }
}
