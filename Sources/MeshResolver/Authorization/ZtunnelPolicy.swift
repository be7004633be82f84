package import MeshModel

/// A policy without targets, in force for workloads in ambient mode, of which ztunnel enforces something else than it
/// says (`pilot/pkg/serviceregistry/ambient/authorization.go`).
package struct ZtunnelPolicy: Sendable {
  package enum Effect: Hashable, Sendable {
    /// ztunnel never gets policies of that action.
    case notSent
    /// An ALLOW rule is left out.
    case dropsRule
    /// Nothing of a rule remains, so that it never matches.
    case matchesNothing
    /// An alternative of a rule never matches.
    case matchesLess
    /// A rule matches whatever the lost clause would have kept out.
    case matchesMore
  }

  /// An index into ``PolicyIndex/policies``.
  package var policy: Int
  package var effect: Effect
  /// The first field or `when` key that ztunnel cannot check; nil where the action is not supported.
  package var clause: Located<String>?
  /// Indexes into ``EffectiveMesh/workloads``; never empty.
  package var workloads: [Int]
}

extension AuthorizationSurvey {
  /// One for each such policy, in the order of the policies.
  package func ztunnelPolicies() -> [ZtunnelPolicy] {
    var workloads: [Int: [Int]] = [:]
    for workload in mesh.workloads.indices
    where mesh.proxies[workload].presence == .ambient && !gateways.contains(workload) && !mesh.workloads[workload].isJob
    {
      for policy in mesh.ztunnelPolicies(of: workload) { workloads[policy, default: []].append(workload) }
    }
    return workloads.sorted { $0.key < $1.key }.compactMap { index, workloads in
      policies[index].inZtunnel.map {
        ZtunnelPolicy(policy: index, effect: $0.effect, clause: $0.clause?.name, workloads: workloads)
      }
    }
  }
}

extension AuthorizationPolicy {
  /// What ztunnel makes of the policy, and because of which clause; nil where it enforces all of it.
  var inZtunnel: (effect: ZtunnelPolicy.Effect, clause: Clause?)? {
    switch action {
    case .CUSTOM, .AUDIT: return (.notSent, nil)
    case .ALLOW, .DENY: break
    }
    guard !isDryRun else { return nil }
    for clauses in ruleClauses {
      if action == .ALLOW, let clause = clauses.all.first(where: { !$0.isForZtunnel }) { return (.dropsRule, clause) }
      if let (clause, effect) = clauses.lossInZtunnel { return (effect, clause) }
    }
    return nil
  }
}

extension RuleClauses {
  /// The first clause that ztunnel leaves out, and what the rest then matches; nil where it leaves none out.
  fileprivate var lossInZtunnel: (clause: Clause, effect: ZtunnelPolicy.Effect)? {
    let isLost = { (clause: Clause) in !clause.isEnforcedByZtunnel }
    // Every condition is an alternative of its own.
    if let clause = conditions.first(where: isLost) { return (clause, .matchesNothing) }
    var found: (Clause, ZtunnelPolicy.Effect)?
    for alternatives in [sources, operations] {
      let empty = alternatives.filter { !$0.isEmpty && $0.allSatisfy(isLost) }
      if let clause = empty.first?.first {
        if empty.count == alternatives.count { return (clause, .matchesNothing) }
        found = found ?? (clause, .matchesLess)
      }
      let wider = alternatives.lazy.filter { $0.contains(where: \.isEnforcedByZtunnel) }
      if let clause = wider.compactMap({ $0.first(where: isLost) }).first { found = found ?? (clause, .matchesMore) }
    }
    return found
  }
}
