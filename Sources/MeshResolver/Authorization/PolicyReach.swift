package import MeshModel

extension AuthorizationPolicy {
  /// The annotation that takes a policy out of force: what it would decide is only logged.
  package var dryRun: Located<String>? { metadata.annotations["istio.io/dry-run"] }

  /// Whether the policy decides nothing (`pilot/pkg/security/authz/builder/builder.go` isDryRun).
  package var isDryRun: Bool { dryRun.flatMap { Syntax.goBool($0.value) } ?? false }
}

extension EffectiveMesh {
  /// The AuthorizationPolicies that decide about a workload's connections, as indexes into
  /// ``AuthorizationPolicyIndex/policies``; those in dry run are left out.
  package func enforcedPolicies(of workload: Int) -> [Int] {
    let index = authorizationPolicyIndex
    return index.policies(namespace: workloads[workload].namespace, labels: workloads[workload].podLabels)
      .filter { !index.policies[$0].isDryRun }
  }

  /// The policies that seem to be for gateways, whose clients need no certificate of the mesh, as indexes into
  /// ``AuthorizationPolicyIndex/policies``.
  func policiesForGateways() -> Set<Int> {
    let policies = authorizationPolicyIndex.policies
    var found = Set(policies.indices.filter { policies[$0].namesGateway })
    for (workload, proxy) in proxies.enumerated() where proxy.isGateway {
      found.formUnion(
        authorizationPolicyIndex.policies(
          namespace: workloads[workload].namespace, labels: workloads[workload].podLabels
        ).filter { policies[$0].namespace != settings.rootNamespace.value || policies[$0].selector.isSelective })
    }
    return found
  }
}

extension TargetedPolicy {
  /// Whether the policy names a gateway, or the labels that Istio's installation gives to gateways.
  package var namesGateway: Bool {
    targetRefs.contains { $0.kind?.value == "Gateway" || $0.kind?.value == "GatewayClass" }
      || selector?.labels.entries.contains { label in
        label.key.value == "gateway.networking.k8s.io/gateway-name"
          || (["istio", "app", "app.kubernetes.io/name"].contains(label.key.value)
            && label.value.value.utf8.contains("gateway".utf8))
      } ?? false
  }
}

extension Collection<UInt8> {
  /// Whether some bytes stand in a row. Faster than comparing characters.
  func contains(_ other: some Collection<UInt8>) -> Bool {
    guard let first = other.first else { return true }
    var rest = self[...]
    while let start = rest.firstIndex(of: first) {
      rest = rest[start...]
      if rest.starts(with: other) { return true }
      rest = rest.dropFirst()
    }
    return false
  }
}
