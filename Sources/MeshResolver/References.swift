package import MeshModel

extension EffectiveMesh {
  /// The values of `namespaces` and `notNamespaces` that are no namespace, by policy, as Istio's analyzer sees it
  /// (`pkg/config/analysis/analyzers/authz/authorizationpolicies.go`). Conditions are not among them.
  ///
  /// Unlike for Istio, a namespace is there as well where something of the input lives in it, and where every cluster
  /// has it. Policies that the webhook refuses count too; what the API server cannot read does not.
  package func namespacesNotFound() -> [(policy: AuthorizationPolicy, value: Located<String>)] {
    let inhabited = mesh.workloads.map(\.namespace) + mesh.services.map(\.namespace)
    let everywhere = InjectionResolver.ignoredNamespaces.union(["default", settings.rootNamespace.value])
    let names = NamespaceNames(everywhere.union(inhabited).union(mesh.namespaces.keys))
    return policiesOfAnalysis().flatMap { policy in
      (policy.rules ?? []).flatMap { $0.from ?? [] }.compactMap(\.source).flatMap { source in
        (source["namespaces"] + source["notNamespaces"]).filter { !names.match($0.value) }
      }.map { (policy, $0) }
    }
  }

  /// The AuthorizationPolicies that Istio's analyzers are given, in the order of the input.
  func policiesOfAnalysis() -> [AuthorizationPolicy] {
    let unreadable = Set(mesh.issues.filter(\.isRefused).compactMap(\.object))
    return mesh.authorizationPolicies.filter { !unreadable.contains($0.metadata.reference) }
  }
}

/// Names of namespaces, to be compared with values that may hold an asterisk at one end.
private struct NamespaceNames {
  private let names: [String]
  private let lowercased: Set<String>

  init(_ names: Set<String>) {
    self.names = names.sorted()
    lowercased = Set(self.names.map { $0.lowercased() })
  }

  func match(_ value: String) -> Bool {
    switch TextPattern(value) {
    case .nonEmpty: true
    case .exact: lowercased.contains(value.lowercased())
    case .prefix, .suffix: names.contains(where: TextPattern(value).matches)
    }
  }
}
