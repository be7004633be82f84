import Diagnostics
package import MeshModel

/// A policy that leaves the decision to a provider which cannot decide.
package struct UnusableProvider: Sendable {
  /// An index into ``AuthorizationPolicyIndex/policies``.
  package var policy: Int
  package var name: Located<String>
  /// What is wrong, without a subject: `has no port`.
  package var problem: String
  /// Nil where the mesh configuration has no provider of that name.
  package var provider: ExtensionProvider?
  /// A provider that was probably meant.
  package var suggestion: String?
}

extension EffectiveMesh {
  /// The CUSTOM policies whose provider Istio cannot use, so that it denies what they match
  /// (`pilot/pkg/security/authz/builder/extauthz.go`); nil where the mesh configuration is not known.
  package func unusableProviders() -> [UnusableProvider]? {
    guard let providers = settings.extensionProviders else { return nil }
    return authorizationPolicyIndex.policies.enumerated().compactMap { index, policy in
      guard policy.action == .CUSTOM, let name = policy.provider, let problem = problem(withProvider: name.value) else {
        return nil
      }
      let provider = providers.first { $0.name.value == name.value }
      let near = closest(to: name.value, of: providers.filter(\.decides).map(\.name.value).sorted())
      return UnusableProvider(
        policy: index, name: name, problem: problem, provider: provider, suggestion: provider == nil ? near : nil)
    }
  }

  /// Why requests that CUSTOM policies for one workload match are denied without anybody being asked; nil where the
  /// provider is asked. What cannot be known from the input counts as right.
  func problem(withProvidersOf policies: [Int]) -> String? {
    let names = Set(policies.compactMap { authorizationPolicyIndex.policies[$0].provider?.value })
    guard names.count < 2 else { return "the workload has more than one provider" }
    return names.first.flatMap { name in
      problem(withProvider: name).map { "the provider \(goQuoted(name)) \($0)" }
    }
  }

  private func problem(withProvider name: String) -> String? {
    guard let known = settings.extensionProviders else { return nil }
    let named = known.filter { $0.name.value == name }
    guard let any = named.first else { return "is not among the extensionProviders of the mesh" }
    guard let provider = named.first(where: \.decides) else {
      return "is of kind \(any.kind ?? "none"), which decides nothing"
    }
    guard named.filter(\.decides).count == 1 else { return "is there twice" }
    guard Syntax.isDNSLabel(name), name == name.lowercased() else { return "has a name that Istio does not take" }
    return problem(with: provider)
  }

  private func problem(with provider: ExtensionProvider) -> String? {
    guard let port = provider.port?.value, (1...65535).contains(port) else { return "has no port" }
    guard let service = provider.service?.value, !service.isEmpty else { return "names no service" }
    if let status = provider.statusOnError, !status.isEmpty, !(Int(status).map((100...599).contains) ?? false) {
      return "answers errors with \(goQuoted(status)), which is no status"
    }
    if provider.kind == "envoyExtAuthzHttp" {
      if let prefix = provider.pathPrefix, !prefix.isEmpty, !prefix.hasPrefix("/") {
        return "has a path that starts with no slash"
      }
      if provider.headers.contains("*") { return "asks for headers by \"*\" alone" }
    }
    return problem(withService: service).map { "names service \(goQuoted(service)), which \($0)" }
  }

  /// Whether a service is written as `namespace/host`, or as a host that one namespace has
  /// (`pilot/pkg/model/telemetry_logging.go` LookupCluster). Its port is not looked up.
  private func problem(withService service: String) -> String? {
    let parts = service.segments.map(String.init)
    var namespaces = Set(registry.named(parts.count == 2 ? parts[1] : service).map { services[$0].namespace })
    if parts.count == 2 { namespaces.formIntersection([parts[0]]) }
    if namespaces.count > 1 { return "is in several namespaces" }
    return namespaces.isEmpty && options.isComplete ? "is no host of the mesh" : nil
  }
}

extension ExtensionProvider {
  /// Whether it is asked who may do what.
  package var decides: Bool { kind == "envoyExtAuthzHttp" || kind == "envoyExtAuthzGrpc" }
}
