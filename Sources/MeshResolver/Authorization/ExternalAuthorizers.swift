import MeshModel

extension EffectiveMesh {
  /// Why requests that CUSTOM policies match are denied without anybody being asked
  /// (`pilot/pkg/security/authz/builder/extauthz.go`); nil where the provider is asked. What cannot be known from the
  /// input counts as right.
  package func problem(withProvidersOf policies: [Int]) -> String? {
    let names = Set(policies.compactMap { authorizationPolicyIndex.policies[$0].provider?.value })
    guard names.count < 2 else { return "the workload has more than one provider" }
    guard let name = names.first, let known = settings.extensionProviders else { return nil }
    let usable = known.filter { $0.kind == "envoyExtAuthzHttp" || $0.kind == "envoyExtAuthzGrpc" }
    guard let provider = usable.first(where: { $0.name.value == name }) else {
      return "there is no provider \(goQuoted(name)) that decides about requests"
    }
    guard usable.filter({ $0.name.value == name }).count == 1 else {
      return "the provider \(goQuoted(name)) is there twice"
    }
    guard Syntax.isDNSLabel(name), name == name.lowercased() else {
      return "\(goQuoted(name)) is no name for a provider"
    }
    return problem(with: provider)
  }

  private func problem(with provider: ExtensionProvider) -> String? {
    let name = goQuoted(provider.name.value)
    guard let port = provider.port?.value, (1...65535).contains(port) else { return "the provider \(name) has no port" }
    guard let service = provider.service?.value, !service.isEmpty else { return "the provider \(name) has no service" }
    if let status = provider.statusOnError, !status.isEmpty, !(Int(status).map((100...599).contains) ?? false) {
      return "the provider \(name) answers errors with \(goQuoted(status)), which is no status"
    }
    if provider.kind == "envoyExtAuthzHttp" {
      if let prefix = provider.pathPrefix, !prefix.isEmpty, !prefix.hasPrefix("/") {
        return "the path of the provider \(name) starts with no slash"
      }
      if provider.headers.contains("*") { return "the provider \(name) asks for headers by \"*\" alone" }
    }
    return problem(withService: service).map { "the service of the provider \(name) \($0)" }
  }

  /// Whether a service is written as `namespace/host`, or as a host that one namespace has
  /// (`pilot/pkg/model/telemetry_logging.go` LookupCluster). Its port is not looked up.
  private func problem(withService service: String) -> String? {
    let parts = service.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    var namespaces = Set(registry.named(parts.count == 2 ? parts[1] : service).map { services[$0].namespace })
    if parts.count == 2 { namespaces.formIntersection([parts[0]]) }
    if namespaces.count > 1 { return "is in several namespaces" }
    return namespaces.isEmpty && options.isComplete ? "does not exist" : nil
  }
}
