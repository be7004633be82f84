import Diagnostics

// AuthorizationPolicies and MeshTLSAuthentications.
extension LinkerdReview {
  private static let policyGroup = "policy.linkerd.io"
  private static let gatewayGroup = "gateway.networking.k8s.io"

  /// `admission.rs` Validate<AuthorizationPolicySpec>.
  mutating func validateAuthorizationPolicy(_ spec: ManifestNode) {
    if let target = spec["targetRef"].map(ObjectReference.init), target.kind != nil { validate(target: target) }
    let references = spec["requiredAuthenticationRefs"]?.compactMapItems(ObjectReference.init) ?? []
    var identities: (meshTLS: [ObjectReference], accounts: [ObjectReference]) = ([], [])
    var networks: [ObjectReference] = []
    for reference in references where reference.kind != nil {
      if reference.targets("MeshTLSAuthentication", of: Self.policyGroup) {
        identities.meshTLS.append(reference)
      } else if reference.targets("NetworkAuthentication", of: Self.policyGroup) {
        networks.append(reference)
      } else if reference.targets("ServiceAccount", of: "core") {
        identities.accounts.append(reference)
      } else {
        refuseAuthentication(reference)
      }
    }
    if identities.meshTLS.count > 1 {
      refuseSecond(of: identities.meshTLS, "only a single MeshTLSAuthentication may be set")
    } else if identities.accounts.count > 1 {
      refuseSecond(of: identities.accounts, "only a single ServiceAccount may be set")
    } else {
      refuseSecond(
        of: identities.meshTLS + identities.accounts,
        "a MeshTLSAuthentication and ServiceAccount may not be set together")
    }
    refuseSecond(of: networks, "only a single NetworkAuthentication may be set")
  }

  private mutating func refuseSecond(of references: [ObjectReference], _ reason: String) {
    guard references.count > 1, let first = references.first else { return }
    let place = references[1].name?.span ?? references[1].span
    let related = Finding.Related("the first one", at: first.name?.span ?? first.span)
    refuse(
      reason, at: place,
      remedy:
        "all of them would have to hold for one client; for either of them, write an AuthorizationPolicy for each",
      related: related)
  }

  private mutating func refuseAuthentication(_ reference: ObjectReference) {
    let mistake = reference.mistake(expecting: [
      ("MeshTLSAuthentication", Self.policyGroup), ("NetworkAuthentication", Self.policyGroup),
      ("ServiceAccount", "core"),
    ])
    refuse(
      "unsupported authentication kind(s): \(reference.canonicalKind)", at: mistake.span, remedy: mistake.remedy)
  }

  /// With `policy-controller/k8s/index/src/inbound/authorization_policy.rs` target.
  private mutating func validate(target: ObjectReference) {
    let kinds = [
      ("Server", Self.policyGroup), ("Namespace", "core"), ("HTTPRoute", Self.policyGroup),
      ("HTTPRoute", Self.gatewayGroup), ("GRPCRoute", Self.gatewayGroup),
    ]
    guard kinds.contains(where: { target.targets($0.0, of: $0.1) }) else {
      let mistake = target.mistake(expecting: kinds.map { (kind: $0.0, group: $0.1) })
      return refuse(
        "unsupported authorization target type: \(target.canonicalKind)", at: mistake.span, remedy: mistake.remedy)
    }
    guard target.targets("Namespace", of: "core"), let name = target.name, let own = metadata.namespace?.value,
      name.value != own
    else { return }
    refuse(
      "cannot target another namespace: \(name.value)", at: name.span,
      remedy: "the policy belongs into the namespace of what it is for")
  }

  /// `admission.rs` Validate<MeshTLSAuthenticationSpec>.
  mutating func validateMeshTLSAuthentication(_ spec: ManifestNode) {
    for identity in spec["identities"]?.strings ?? [] {
      guard let problem = LinkerdIdentitySyntax.problem(with: identity.value) else { continue }
      refuse("id \(identity.value) is invalid: \(problem)", at: identity.span)
    }
    spec["identityRefs"]?.forEachItem { node in
      let reference = ObjectReference(node)
      guard let kind = reference.kind else { return }
      if reference.name == nil { refuse("missing field `name`", at: kind.span) }
      if reference.targets("Namespace", of: "core") {
        guard let namespace = reference.namespace else { return }
        refuse(
          "Namespace identity_ref is cluster-scoped and cannot have a namespace", at: namespace.span,
          remedy: "the namespace that is meant is the `name`")
      } else if !reference.targets("ServiceAccount", of: "core") {
        let mistake = reference.mistake(expecting: [("ServiceAccount", "core"), ("Namespace", "core")])
        refuse("invalid identity target kind: \(reference.canonicalKind)", at: mistake.span, remedy: mistake.remedy)
      }
    }
  }
}

/// Identities as a MeshTLSAuthentication takes them: DNS names, with `*` as the first label, and SPIFFE IDs
/// (`policy-controller/runtime/src/validation.rs`).
package enum LinkerdIdentitySyntax {
  /// What is wrong with an identity; nil where nothing is.
  package static func problem(with identity: String) -> String? {
    guard identity.hasPrefix("spiffe://") else {
      return isName(identity) ? nil : "identity must be a valid SPIFFE id or a DNS SAN, matching the regex: \(regex)"
    }
    let rest = identity.utf8.dropFirst("spiffe://".utf8.count)
    let domain = rest.prefix { $0 != UInt8(ascii: "/") }
    if domain.isEmpty { return "SPIFFE trust domain is missing" }
    guard domain.allSatisfy({ isOfSegment($0) && !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }) else {
      return "SPIFFE trust domain characters are limited to lowercase letters, numbers, dots, dashes, and underscores"
    }
    let path = rest[domain.endIndex...]
    return path.isEmpty ? nil : problem(withPath: path.dropFirst())
  }

  private static let regex = #"^(\*|[a-z0-9]([-a-z0-9]*[a-z0-9])?)(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"#

  private static func isName(_ text: String) -> Bool {
    let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return labels.enumerated().allSatisfy { index, label in
      index == 0 && label.elementsEqual("*".utf8) || isLabel(label)
    }
  }

  private static func isLabel(_ label: Substring.UTF8View) -> Bool {
    guard let first = label.first, let last = label.last else { return false }
    return first != UInt8(ascii: "-") && last != UInt8(ascii: "-")
      && label.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
      }
  }

  private static func isOfSegment(_ byte: UInt8) -> Bool {
    Syntax.isAlphanumeric(byte) || "-._".utf8.contains(byte)
  }

  /// validate_path. The last segment is the one that may have nothing behind it.
  private static func problem(withPath path: Substring.UTF8View) -> String? {
    let segments = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    for (index, segment) in segments.enumerated() {
      guard segment.allSatisfy(isOfSegment) else {
        return "SPIFFE path segment characters are limited to letters, numbers, dots, dashes, and underscores"
      }
      if segment.isEmpty {
        return index == segments.count - 1
          ? "SPIFFE path cannot have a trailing slash" : "SPIFFE path cannot contain empty segments"
      }
      if segment.elementsEqual(".".utf8) || segment.elementsEqual("..".utf8) {
        return "SPIFFE path cannot contain dot segments"
      }
    }
    return nil
  }
}
