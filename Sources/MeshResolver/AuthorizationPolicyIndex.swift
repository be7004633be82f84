package import MeshModel

/// Finds the AuthorizationPolicies of a workload, as `pilot/pkg/model/authorization.go` and `policyattachment.go` do for
/// workloads that are neither gateways of the Gateway API nor waypoints.
package struct AuthorizationPolicyIndex: Sendable {
  package let policies: [AuthorizationPolicy]
  private let rootNamespace: String
  private var selecting: SelectorIndex

  init(_ policies: [AuthorizationPolicy], rootNamespace: String, mesh: Mesh) {
    let policies = policies.sortedByAge()
    self.policies = policies
    self.rootNamespace = rootNamespace
    selecting = SelectorIndex(mesh)
    // Policies that name their targets are for gateways and waypoints.
    for (index, policy) in policies.enumerated() where policy.targetRefs.isEmpty {
      selecting.add(index, namespace: policy.namespace, labels: policy.selector?.labels)
    }
  }

  /// The policies in force for a workload with these pod labels, as indexes into ``policies``. Unlike those of other
  /// kinds, policies of the root namespace select workloads in every namespace.
  package func policies(namespace: String, labels: LocatedMap) -> [Int] {
    let own = selecting.matches(namespace: namespace, labels: labels)
    guard namespace != rootNamespace else { return own }
    return (own + selecting.matches(namespace: rootNamespace, labels: labels)).sorted()
  }
}
