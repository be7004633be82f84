package import Diagnostics
package import MeshModel

/// Workloads with a proxy for which the same AuthorizationPolicies are in force.
package struct PolicyCoverage: Sendable {
  /// Indexes into ``EffectiveMesh/workloads``, ascending.
  package var workloads: [Int]
  /// Indexes into the policies of ``EffectiveMesh/authorizationPolicyIndex``, ascending.
  package var policies: [Int]
}

extension EffectiveMesh {
  /// Who is under which AuthorizationPolicies, by the first workload. Jobs serve nobody and are left out. Linear in the
  /// workloads and the policies in force for each.
  package func policyCoverage() -> [PolicyCoverage] {
    var groups: [PolicyCoverage] = []
    var numbers: [[Int]: Int] = [:]
    for workload in workloads.indices where !workloads[workload].isJob {
      guard proxies[workload].presence == .sidecar || proxies[workload].presence == .ambient else { continue }
      let policies = authorizationPolicyIndex.policies(for: policySubject(of: workload))
      if let number = numbers[policies] {
        groups[number].workloads.append(workload)
      } else {
        numbers[policies] = groups.count
        groups.append(PolicyCoverage(workloads: [workload], policies: policies))
      }
    }
    return groups
  }

  /// The workloads for which each policy is in force, and the policies that hold for some of them beside it.
  package func companions() -> [Int: (workloads: [Int], policies: Set<Int>)] {
    var found: [Int: (workloads: [Int], policies: Set<Int>)] = [:]
    for group in policyCoverage() {
      for policy in group.policies {
        found[policy, default: ([], [])].workloads += group.workloads
        found[policy, default: ([], [])].policies.formUnion(group.policies)
      }
    }
    return found
  }
}

/// An ALLOW rule that lets in nearly everybody.
package struct OpenRule: Sendable {
  package enum Reach: Sendable {
    /// Everybody, with or without certificate.
    case everybody
    /// Every client with an identity.
    case everyIdentity
  }

  package var reach: Reach
  package var span: SourceSpan
}

extension AuthorizationPolicy {
  /// The first rule of an ALLOW policy that excludes nobody, or only those without identity; nil where there is none.
  package var openRule: OpenRule? {
    guard action == .ALLOW else { return nil }
    for rule in rules ?? [] {
      guard let clauses = rule.clauses, clauses.conditions.isEmpty, clauses.operations.contains(where: \.isEmpty)
      else { continue }
      if clauses.sources.contains(where: \.isEmpty) { return OpenRule(reach: .everybody, span: rule.span) }
      let open = clauses.sources.first { source in
        source.allSatisfy { clause in
          [.principal, .namespace, .trustDomain].contains(clause.attribute) && !clause.isNegated
            && clause.values.contains { $0.value == "*" }
        }
      }
      if let clause = open?.first, let value = clause.values.first(where: { $0.value == "*" }) {
        return OpenRule(reach: .everyIdentity, span: value.span)
      }
    }
    return nil
  }
}
