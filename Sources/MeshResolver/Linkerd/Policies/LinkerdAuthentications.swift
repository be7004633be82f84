import Diagnostics
package import MeshModel

/// An authentication that an AuthorizationPolicy of Linkerd asks for and that is not there, so that the policy counts
/// for nothing (`policy-controller/k8s/index/src/inbound/index.rs` policy_client_authz).
package struct MissingAuthentication: Sendable {
  package var policy: LinkerdAuthorizationPolicy
  package var reference: ObjectReference
  /// `MeshTLSAuthentication` or `NetworkAuthentication`.
  package var kind: String
  /// Where it was looked for.
  package var namespace: String
  /// Whether the input shows the namespace, so that what it does not show is not there.
  package var isCertain: Bool
  /// One of that kind and name in another namespace.
  package var elsewhere: Metadata?
  /// One of that kind in the namespace with nearly that name.
  package var suggestion: String?
}

/// The authentications of the input, by kind, namespace and name. What is refused counts too: that is another matter.
private struct AuthenticationDirectory {
  struct Place: Hashable {
    var kind: String
    var namespace: String
  }

  private(set) var all: [Metadata]
  private(set) var names: [Place: [String]] = [:]
  private var byName: [String: [Metadata]] = [:]

  init(_ manifests: LinkerdManifests) {
    all = manifests.meshTLSAuthentications.map(\.metadata) + manifests.networkAuthentications.map(\.metadata)
    for metadata in all {
      let place = Place(kind: metadata.kind.value, namespace: metadata.namespaceName)
      names[place, default: []].append(metadata.name.value)
      byName["\(metadata.kind.value)/\(metadata.name.value)", default: []].append(metadata)
    }
  }

  /// Those of a kind and name in any namespace.
  func named(_ name: String, kind: String) -> [Metadata] { byName["\(kind)/\(name)"] ?? [] }
}

extension ObjectReference {
  /// The kind and namespace of the authentication that a policy refers to; nil for what is none, or has no name.
  fileprivate func authentication(from policy: LinkerdAuthorizationPolicy) -> AuthenticationDirectory.Place? {
    let kind: String
    switch authenticationKind {
    case .meshTLS: kind = "MeshTLSAuthentication"
    case .network: kind = "NetworkAuthentication"
    case .serviceAccount, nil: return nil
    }
    return name.map { _ in .init(kind: kind, namespace: namespace?.value ?? policy.namespace) }
  }
}

extension EffectiveMesh {
  /// The authentications that policies of Linkerd ask for and that the input does not hold.
  package func missingAuthentications() -> [MissingAuthentication] {
    guard let linkerd else { return [] }
    let directory = AuthenticationDirectory(written.linkerd)
    var found: [MissingAuthentication] = []
    var suggestions = SuggestionBudget()
    for policy in linkerd.mesh.linkerd.authorizationPolicies {
      for reference in policy.requiredAuthenticationRefs {
        guard let place = reference.authentication(from: policy), let name = reference.name?.value else { continue }
        let same = directory.named(name, kind: place.kind)
        guard !same.contains(where: { $0.namespaceName == place.namespace }) else { continue }
        let names = directory.names[place] ?? []
        found.append(
          MissingAuthentication(
            policy: policy, reference: reference, kind: place.kind, namespace: place.namespace,
            isCertain: !names.isEmpty || describesWorkloads(of: place.namespace), elsewhere: same.first,
            suggestion: suggestions.take() ? closest(to: name, of: names) : nil))
      }
    }
    return found
  }

  /// The authentications of Linkerd in namespaces that the input shows, and that no AuthorizationPolicy asks for, not
  /// even one that is refused.
  package func unusedAuthentications() -> [Metadata] {
    guard let linkerd else { return [] }
    var used: Set<String> = []
    for policy in written.linkerd.authorizationPolicies {
      for reference in policy.requiredAuthenticationRefs {
        // Whatever the group: a wrong one is refused, and that is the mistake.
        guard let kind = reference.kind?.value.lowercased(), let name = reference.name?.value else { continue }
        used.insert("\(kind)/\(reference.namespace?.value ?? policy.namespace)/\(name)")
      }
    }
    let unused = AuthenticationDirectory(linkerd.mesh.linkerd).all.filter {
      !used.contains("\($0.kind.value.lowercased())/\($0.key)")
    }
    let described = Set(unused.map(\.namespaceName)).filter(describesWorkloads)
    return unused.filter { described.contains($0.namespaceName) }
  }
}
