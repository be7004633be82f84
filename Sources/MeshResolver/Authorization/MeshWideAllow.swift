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
    let rules = candidates.flatMap { (policies[$0].rules ?? []).compactMap(RuleClauses.init) }
    guard !candidates.isEmpty, candidates.allSatisfy({ policies[$0].rules != nil }),
      !rules.contains(where: { $0.letsIn(everybodyWith: { _ in false }) })
    else { return nil }
    let letsMeshIn = rules.contains { $0.letsIn(everybodyWith: \.isForEveryIdentity) }
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

extension RuleClauses {
  /// Whether the rule matches all requests of some clients, `isTrue` being what is true of those.
  fileprivate func letsIn(everybodyWith isTrue: (Clause) -> Bool) -> Bool {
    conditions.allSatisfy(isTrue) && sources.contains { $0.allSatisfy(isTrue) } && operations.contains(where: \.isEmpty)
  }
}

extension Clause {
  /// Whether every client with an identity of a trust domain satisfies it.
  fileprivate var isForEveryIdentity: Bool {
    guard !isNegated else { return false }
    return switch attribute {
    case .trustDomain: true
    case .namespace: values.contains { $0.value == "*" }
    case .principal: values.contains { $0.value == "*" || $0.value.hasSuffix("/*") && !$0.value.contains("/ns/") }
    default: false
    }
  }
}
