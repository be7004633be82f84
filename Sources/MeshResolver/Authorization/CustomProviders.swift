import Diagnostics
package import MeshModel

/// A policy that leaves the decision to a provider which cannot decide.
package struct UnusableProvider: Sendable {
  package enum Reason: Sendable {
    /// The mesh configuration has no provider of that name. `suggestion`: a name that was probably meant.
    case undefined(suggestion: String?)
    /// The provider is for something else, such as tracing.
    case otherKind(ExtensionProvider)
    /// The provider's service is no host of the mesh.
    case noService(ExtensionProvider)
  }

  /// An index into ``AuthorizationPolicyIndex/policies``.
  package var policy: Int
  package var name: Located<String>
  package var reason: Reason
}

extension EffectiveMesh {
  /// The CUSTOM policies whose provider Istio cannot use, so that it denies what they match
  /// (`pilot/pkg/security/authz/builder/extauthz.go`); nil where the mesh configuration is not known.
  package func unusableProviders() -> [UnusableProvider]? {
    guard let providers = settings.extensionProviders else { return nil }
    let byName = Dictionary(providers.map { ($0.name.value, $0) }) { first, _ in first }
    return customPolicies.compactMap { index, name in
      guard let provider = byName[name.value] else {
        let near = closest(to: name.value, of: providers.filter(\.decides).map(\.name.value).sorted())
        return UnusableProvider(policy: index, name: name, reason: .undefined(suggestion: near))
      }
      if !provider.decides { return UnusableProvider(policy: index, name: name, reason: .otherKind(provider)) }
      guard options.isComplete, !hasService(provider) else { return nil }
      return UnusableProvider(policy: index, name: name, reason: .noService(provider))
    }
  }

  /// The CUSTOM policies, as indexes into ``AuthorizationPolicyIndex/policies``, with their providers.
  var customPolicies: [(Int, Located<String>)] {
    authorizationPolicyIndex.policies.enumerated().compactMap { index, policy in
      guard policy.action == .CUSTOM, let provider = policy.provider else { return nil }
      return (index, provider)
    }
  }

  /// Whether the service of a provider, `[NAMESPACE/]HOST`, is a host of the mesh.
  private func hasService(_ provider: ExtensionProvider) -> Bool {
    guard let service = provider.service?.value else { return false }
    let slash = service.firstIndex(of: "/")
    let host = slash.map { String(service[service.index(after: $0)...]) } ?? service
    let namespace = slash.map { String(service[..<$0]) }
    return registry.named(host).contains { namespace == nil || services[$0].namespace == namespace }
  }
}

extension ExtensionProvider {
  /// Whether it is asked who may do what.
  package var decides: Bool { kind == "envoyExtAuthzHttp" || kind == "envoyExtAuthzGrpc" }
}
