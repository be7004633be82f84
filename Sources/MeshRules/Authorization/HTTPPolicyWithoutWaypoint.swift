import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds policies about requests that ztunnel has to enforce, which sees none.
package struct HTTPPolicyWithoutWaypoint: Rule {
  package static let page = RulePage.httpPolicyWithoutWaypoint

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.authorization.ztunnelPolicies() { findings.report(.ztunnel(found, in: context.mesh)) }
  }
}

extension RuleFinding {
  fileprivate static func ztunnel(_ found: ZtunnelPolicy, in mesh: EffectiveMesh) -> RuleFinding {
    let policy = mesh.authorizationPolicyIndex.policies[found.policy]
    let workloads = found.workloads.words(in: mesh)
    let message: String
    if let clause = found.clause {
      let (result, reason) = found.words(policy.action)
      message = "\(result) for \(workloads): ztunnel cannot check \(clause.value)\(reason)"
    } else {
      message = "has no effect for \(workloads): ztunnel takes no \(policy.action.rawValue) policies"
    }
    return RuleFinding(
      "\(policy.title) \(message)", on: policy.metadata.reference,
      at: found.clause?.span ?? policy.writtenAction?.span ?? policy.metadata.span,
      related: mesh.reasonsForAmbient(found.workloads),
      help: "let a waypoint enforce the policy: name it or the Service in targetRefs",
      severity: policy.action == .AUDIT ? .warning : nil)
  }
}

extension ZtunnelPolicy {
  fileprivate func words(_ action: AuthorizationPolicy.Action) -> (result: String, reason: String) {
    let isDeny = action == .DENY
    return switch effect {
    case .dropsRule, .notSent: ("lets nobody in by one of its rules", " and drops the rule")
    case .matchesNothing:
      (
        isDeny ? "denies nobody by one of its rules" : "lets nobody in by one of its rules",
        ", so the rule never matches"
      )
    case .matchesLess:
      (isDeny ? "denies less than it says" : "lets in fewer than it says", ", so an alternative never matches")
    case .matchesMore: (isDeny ? "denies more than it says" : "lets in more than it says", " and leaves it out")
    }
  }
}

extension EffectiveMesh {
  /// Why workloads are in ambient mode, each place once.
  fileprivate func reasonsForAmbient(_ workloads: [Int]) -> [Finding.Related] {
    workloads.lazy.compactMap { workload in
      self.proxies[workload].place.map { Finding.Related("ztunnel enforces policies because of this label", at: $0) }
    }.eachPlaceOnce()
  }
}
