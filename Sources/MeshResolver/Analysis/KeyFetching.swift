package import MeshModel

/// A control plane that fetches the keys for tokens from any address.
package struct UnrestrictedKeyFetching: Sendable {
  package var deployment: Workload
  /// The policies whose keys are fetched, sorted by namespace and name.
  package var policies: [RequestAuthentication]
}

extension EffectiveMesh {
  /// The Deployments of istiod without `BLOCKED_CIDRS_IN_JWKS_URIS`, where there are RequestAuthentications
  /// (`pkg/config/analysis/analyzers/authn/blockedcidrs.go`).
  ///
  /// Unlike there, policies that bring all of their keys with them do not count: nothing is fetched for them
  /// (`pilot/pkg/security/authn/policy_applier.go`).
  package func unrestrictedKeyFetching() -> [UnrestrictedKeyFetching] {
    let policies = mesh.requestAuthentications
      .filter {
        !InjectionResolver.ignores($0.namespace) && $0.jwtRules.contains(where: \.fetchesKeys)
      }
      .sorted { $0.metadata.key < $1.metadata.key }
    guard !policies.isEmpty else { return [] }
    return workloads.filter { workload in
      workload.metadata.kind.value == "Deployment" && workload.metadata.labels["app"]?.value == "istiod"
        && !InjectionResolver.ignores(workload.namespace)
        && !workload.pod.containers.contains { container in
          container.environment.contains { $0.name == "BLOCKED_CIDRS_IN_JWKS_URIS" && !$0.value.value.isEmpty }
        }
    }.map { UnrestrictedKeyFetching(deployment: $0, policies: policies) }
  }
}

extension RequestAuthentication.JWTRule {
  /// Whether the control plane loads the keys from a server that the rule names, itself or through its issuer.
  fileprivate var fetchesKeys: Bool { (jwks?.value ?? "").isEmpty }
}
