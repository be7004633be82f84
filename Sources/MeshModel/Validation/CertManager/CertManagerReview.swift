import Diagnostics
import StructuralSchema
import YAMLTree

/// What the validating webhooks of cert-manager (`internal/apis/certmanager/validation`) and trust-manager
/// (`pkg/webhook`) say about one object.
///
/// The texts are theirs, written as Kubernetes writes errors about fields: path, what sort of error, and why. What the
/// CustomResourceDefinition refuses before, such as a field that is missing or no value of an enumeration, is left to
/// the schema of the kind; so are certificates that no one can read, to the rules about certificates.
struct CertManagerReview {
  let metadata: Metadata
  private(set) var rejections: [Rejection] = []

  init(_ metadata: Metadata) { self.metadata = metadata }

  mutating func validate(_ root: ManifestNode, as kind: CertManagerKind) {
    let spec = root["spec"]
    switch kind {
    case .certificate: validateCertificate(spec)
    case .request: spec.map { validateRequest($0) }
    case .issuer: spec.map { validateIssuer($0) }
    case .bundle: spec.map { validateBundle($0) }
    }
  }

  // MARK: What is said (apimachinery `pkg/util/validation/field/errors.go`)

  mutating func refuse(
    _ reason: String, at span: SourceSpan, remedy: String? = nil, related: Finding.Related? = nil
  ) {
    var rejection = Rejection(metadata, reason, at: span, related: related)
    rejection.remedy = remedy
    rejections.append(rejection)
  }

  /// The webhook accepts the object, and the value does nothing.
  mutating func warn(_ reason: String, at span: SourceSpan, remedy: String? = nil) {
    var rejection = Rejection(metadata, reason, at: span, consequence: .warning)
    rejection.remedy = remedy
    rejections.append(rejection)
  }

  /// `field.Invalid`, with a text as the value.
  mutating func refuseValue(
    _ value: Located<String>, of path: String, _ reason: String, remedy: String? = nil,
    related: Finding.Related? = nil
  ) {
    refuse(
      "\(path): Invalid value: \(goQuoted(value.value)): \(reason)", at: value.span, remedy: remedy, related: related)
  }

  /// `field.Required`.
  mutating func require(_ path: String, _ reason: String = "", at span: SourceSpan, remedy: String? = nil) {
    refuse("\(path): Required value" + (reason.isEmpty ? "" : ": \(reason)"), at: span, remedy: remedy)
  }

  /// `field.Forbidden`.
  mutating func forbid(
    _ path: String, _ reason: String, at span: SourceSpan, remedy: String? = nil, related: Finding.Related? = nil
  ) {
    refuse("\(path): Forbidden: \(reason)", at: span, remedy: remedy, related: related)
  }

  // MARK: What several kinds have in common

  /// A text that the CustomResourceDefinition asks for and that may not be empty.
  mutating func requireText(_ node: ManifestNode?, _ path: String, _ reason: String = "") {
    guard let text = node?.string, text.value.isEmpty else { return }
    require(path, reason, at: text.span)
  }

  /// ValidateSecretKeySelector. Of the two fields, only the name is one that the CustomResourceDefinition asks for.
  mutating func validate(secretKey selector: ManifestNode?, _ path: String) {
    guard let selector else { return }
    requireText(selector["name"], "\(path).name", "secret name is required")
    let key = selector["key"]?.string
    if (key?.value ?? "").isEmpty {
      require("\(path).key", "secret key is required", at: key?.span ?? selector.span)
    }
  }

  /// validateIssuerRef.
  mutating func validate(issuerRef node: ManifestNode?) {
    guard let node else { return }
    let reference = IssuerReference(node)
    requireText(node["name"], "spec.issuerRef.name", "must be specified")
    let group = reference.group?.value ?? ""
    guard group.isEmpty || group == "cert-manager.io", let kind = reference.kind,
      !["", "Issuer", "ClusterIssuer"].contains(kind.value)
    else { return }
    let hint = group.isEmpty ? " (did you forget to set spec.issuerRef.kind.group?)" : ""
    let near = closest(to: kind.value, of: ["Issuer", "ClusterIssuer"])
    refuseValue(
      kind, of: "spec.issuerRef.kind", "must be one of Issuer or ClusterIssuer" + hint,
      remedy: near.map { "did you mean \(goQuoted($0))?" }
        ?? (group.isEmpty ? "an issuer of another project needs its `group`" : nil))
  }

  /// A length of time, which the webhook fails to decode where Go cannot read it. Returns what is right by itself.
  mutating func duration(_ node: ManifestNode?, _ path: String) -> Span? {
    guard let text = node?.string else { return nil }
    if let problem = GoDuration.problem(with: text.value) {
      refuse("\(path): \(problem)", at: text.span, remedy: GoDuration.suggestion(for: text.value).map { "write \($0)" })
      return nil
    }
    return node?.nanoseconds.map { Span(text: text, nanoseconds: $0) }
  }

  /// A length of time and how it is written.
  struct Span {
    var text: Located<String>
    var nanoseconds: Double

    /// As Go writes it.
    var goText: String { GoDuration.text(nanoseconds) }
  }

  /// metavalidation.ValidateLabelSelector. Keys and values of labels are left to ``NameCheck``.
  mutating func validate(selector: ManifestNode?, _ path: String) {
    for (index, item) in (selector?["matchExpressions"]?.compactMapItems { $0 } ?? []).enumerated() {
      guard let relation = item["operator"]?.string else { continue }
      let path = "\(path).matchExpressions[\(index)]"
      let values = item.nonEmpty("values")
      switch relation.value {
      case "In", "NotIn":
        guard values == nil else { break }
        require("\(path).values", "must be specified when `operator` is 'In' or 'NotIn'", at: relation.span)
      case "Exists", "DoesNotExist":
        guard let values else { break }
        forbid("\(path).values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'", at: values.span)
      default:
        refuseValue(
          relation, of: "\(path).operator", "not a valid selector operator",
          remedy: "it is one of In, NotIn, Exists and DoesNotExist")
      }
    }
  }
}

extension ManifestNode {
  /// The keys of a mapping whose values are not null, among some, in the order of the text.
  func present(_ names: [StaticString]) -> [(name: String, key: SourceSpan, value: ManifestNode)] {
    compactMapPairs { key, value in
      guard !value.node.isNull, names.contains(where: key.node.equals), let name = key.string else { return nil }
      return (name: name.value, key: name.span, value: value)
    }
  }

  /// Whether a mapping has a key that is none of some.
  func hasKey(otherThan names: [StaticString]) -> Bool {
    var found = false
    forEachPair { key, _ in found = found || !names.contains(where: key.node.equals) }
    return found
  }

  /// Whether a field is a text with something in it.
  func hasText(_ key: StaticString) -> Bool { self[key]?.string.map { !$0.value.isEmpty } ?? false }

  /// Whether a field is true.
  func isTrue(_ key: StaticString) -> Bool { self[key]?.bool?.value ?? false }
}
