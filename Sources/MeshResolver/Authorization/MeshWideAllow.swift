import MeshModel

/// ALLOW policies for every workload of the mesh, and the workloads for which they are the only ones.
package struct MeshWideAllow: Sendable {
  /// Indexes into ``PolicyIndex/policies``, ascending; never empty.
  package var policies: [Int]
  /// Gateways first, as indexes into ``EffectiveMesh/workloads``.
  package var workloads: [Int]
}

extension AuthorizationSurvey {
  /// The ALLOW policies in the root namespace without selector, if they close workloads that no other ALLOW policy is
  /// for: gateways, and servers with a Service.
  ///
  /// Nil where one of them has no rules, which says that everything is to be refused, or lets everything in. Where they
  /// let in every client with an identity, only gateways count, whose clients have none.
  package func meshWideAllow() -> MeshWideAllow? {
    let root = mesh.settings.rootNamespace.value
    let candidates = policies.indices.filter { index in
      let policy = policies[index]
      return policy.namespace == root && policy.action == .ALLOW && !policy.selector.isSelective
        && policy.targetRefs.isEmpty && !policy.isDryRun
    }
    let open = candidates.compactMap { policies[$0].openRule?.reach }
    guard !candidates.isEmpty, candidates.allSatisfy({ policies[$0].rules != nil }), !open.contains(.everybody) else {
      return nil
    }
    let letsMeshIn = !open.isEmpty || candidates.contains { policies[$0].letsTrustDomainIn }
    let isCandidate = Set(candidates)
    var found = (gateways: [Int](), servers: [Int]())
    for workload in mesh.workloads.indices where !mesh.workloads[workload].isJob {
      let isGateway = gateways.contains(workload)
      guard [.sidecar, .ambient].contains(mesh.proxies[workload].presence),
        isGateway || !letsMeshIn && !mesh.registry.services(of: workload).isEmpty
      else { continue }
      let subject = mesh.policySubject(of: workload)
      let isAlone = mesh.authorizationPolicyIndex.policies(for: subject).allSatisfy { policy in
        policies[policy].action != .ALLOW || policies[policy].isDryRun || isCandidate.contains(policy)
      }
      guard isAlone, !subject.isWaypoint else { continue }
      if isGateway { found.gateways.append(workload) } else { found.servers.append(workload) }
    }
    let workloads = found.gateways + found.servers
    return workloads.isEmpty ? nil : MeshWideAllow(policies: candidates, workloads: workloads)
  }
}

extension AuthorizationPolicy {
  /// Whether a rule lets in every client with an identity of some trust domain.
  fileprivate var letsTrustDomainIn: Bool {
    ruleClauses.contains { clauses in
      clauses.conditions.allSatisfy(\.isForTrustDomain) && clauses.operations.contains(where: \.isEmpty)
        && clauses.sources.contains { $0.allSatisfy(\.isForTrustDomain) }
    }
  }
}

extension Clause {
  fileprivate var isForTrustDomain: Bool {
    guard !isNegated else { return false }
    return switch attribute {
    case .trustDomain: true
    case .namespace: values.contains { $0.value == "*" }
    case .principal: values.contains { $0.value == "*" || $0.value.hasSuffix("/*") && !$0.value.contains("/ns/") }
    default: false
    }
  }
}
