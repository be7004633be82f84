import Diagnostics
import YAMLTree

/// What Linkerd's validating webhooks say about one object: `linkerd-policy-validator`, which is the policy controller
/// (`policy-controller/runtime/src/admission.rs`), and `linkerd-sp-validator` for ServiceProfiles.
///
/// The texts are Linkerd's for the most part. The webhooks stop at the first mistake; here there is one text for each,
/// at the scalar that is wrong. What the CustomResourceDefinition refuses before is left to the schema of the kind.
struct LinkerdReview {
  let metadata: Metadata
  private(set) var rejections: [Rejection] = []

  init(_ metadata: Metadata) { self.metadata = metadata }

  /// Goes through an object of a kind that the webhooks are asked about.
  mutating func validate(_ root: ManifestNode, as kind: KnownKind) {
    guard let spec = root["spec"] else { return }
    switch kind {
    case .linkerd(.server): validateServer(spec)
    case .linkerd(.serverAuthorization): validateServerAuthorization(spec)
    case .linkerd(.authorizationPolicy): validateAuthorizationPolicy(spec)
    case .linkerd(.meshTLSAuthentication): validateMeshTLSAuthentication(spec)
    case .linkerd(.networkAuthentication): validateNetworkAuthentication(spec)
    case .linkerd(.egressNetwork): validateEgressNetwork(spec)
    case .linkerd(.rateLimitPolicy): validateRateLimitPolicy(spec)
    case .linkerd(.httpRoute), .kubernetesRoute: validateRoute(spec)
    case .linkerd(.serviceProfile): validateServiceProfile(spec)
    default: break
    }
  }

  /// `remedy`: What to write instead, where that is plain.
  mutating func refuse(
    _ reason: String, at span: SourceSpan, remedy: String? = nil, related: Finding.Related? = nil
  ) {
    var rejection = Rejection(metadata, reason, at: span, related: related)
    rejection.remedy = remedy
    rejections.append(rejection)
  }

  /// Labels are read as a map of texts (`policy-controller/k8s/api/src/labels.rs`), while the CustomResourceDefinition
  /// takes any value.
  mutating func validateLabels(of selector: ManifestNode?) {
    selector?["matchLabels"]?.forEachPair { _, value in
      guard !value.node.isNull, value.node.scalarType != .string else { return }
      refuse("invalid type: \(value.node.typeName), expected a string", at: value.span, remedy: "quote the value")
    }
  }
}

extension YAMLNode {
  /// What serde calls a value that is no text.
  fileprivate var typeName: String {
    switch scalarType {
    case nil: isSequence ? "sequence" : "map"
    case .bool?: "boolean `\(bool.map(String.init) ?? "")`"
    case .integer?: "integer `\(string ?? "")`"
    case .float?: "floating point `\(string ?? "")`"
    case .null?, .string?: "null"
    }
  }
}

extension ObjectReference {
  /// `target_ref.rs` canonical_kind.
  var canonicalKind: String {
    let kind = kind?.value ?? ""
    return group.map { "\(kind).\($0.value)" } ?? kind
  }

  /// The scalar to blame where the kind is none of some, and the group to write instead where that alone is wrong.
  func mistake(expecting kinds: [(kind: String, group: String)]) -> (span: SourceSpan, remedy: String?) {
    let kind = kind?.value.lowercased()
    let groups = kinds.filter { $0.kind.lowercased() == kind }.map(\.group)
    guard !groups.isEmpty else { return (self.kind?.span ?? span, nil) }
    let remedy =
      groups == ["core"]
      ? "leave out the group" : "write " + groups.map { "`group: \($0)`" }.joined(separator: " or ")
    return (group?.span ?? self.kind?.span ?? span, remedy)
  }
}
