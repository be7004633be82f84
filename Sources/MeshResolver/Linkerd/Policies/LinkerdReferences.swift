package import MeshModel

/// What an AuthorizationPolicy may ask for.
package enum LinkerdAuthenticationKind: Sendable {
  case meshTLS, network, serviceAccount
}

extension ObjectReference {
  /// What a reference in `requiredAuthenticationRefs` is to; nil for a kind that Linkerd does not take there.
  package var authenticationKind: LinkerdAuthenticationKind? {
    if targets("MeshTLSAuthentication", of: "policy.linkerd.io") { return .meshTLS }
    if targets("NetworkAuthentication", of: "policy.linkerd.io") { return .network }
    return targets("ServiceAccount", of: "core") ? .serviceAccount : nil
  }
}

extension Workload {
  /// The container ports that a Server's port means: the number, whether a container declares it or not, or the TCP
  /// ports of that name.
  package func ports(named port: LinkerdServer.Port?) -> [Int] {
    switch port {
    case nil: []
    case .number(let number): [number]
    case .name(let name):
      (pod.containers + pod.initContainers).flatMap(\.ports).filter {
        $0.name?.value == name && $0.transport.uppercased() == "TCP"
      }.map(\.number.value)
    }
  }
}

extension LabelSelector {
  /// Whether labels are chosen, as Linkerd reads selectors: an expression with values that its operator has no use for
  /// chooses nothing (`policy-controller/k8s/api/src/labels.rs`).
  package func choosesForLinkerd(_ labels: LocatedMap) -> Bool {
    let isSound = matchExpressions.allSatisfy {
      $0.values.isEmpty || !["Exists", "DoesNotExist"].contains($0.relation)
    }
    return isSound && matches(labels)
  }
}
