import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds ALLOW policies that let everybody in.
package struct AllowEverything: Rule {
  package static let page = RulePage.allowEverything

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let policies = context.mesh.authorizationPolicyIndex.policies
    let open = policies.indices.filter { policies[$0].openRule != nil && !policies[$0].isDryRun }
    guard !open.isEmpty else { return }
    let companions = context.mesh.companions()
    for index in open {
      guard let rule = policies[index].openRule else { continue }
      findings.report(
        .open(policies[index], rule, isMeant: isMeant(index, policies, companions[index]?.policies ?? [])))
    }
  }

  /// Whether the policy looks like a decision: it opens chosen workloads and leaves no other rule without effect, or a
  /// DENY or CUSTOM policy beside it takes something away again.
  private func isMeant(_ index: Int, _ policies: [AuthorizationPolicy], _ companions: Set<Int>) -> Bool {
    let policy = policies[index]
    if companions.contains(where: { policies[$0].action == .DENY || policies[$0].action == .CUSTOM }) { return true }
    let isChosen = policy.selector.isSelective || !policy.targetRefs.isEmpty
    return isChosen && policy.rules?.count == 1
  }
}

extension RuleFinding {
  fileprivate static func open(_ policy: AuthorizationPolicy, _ rule: OpenRule, isMeant: Bool) -> RuleFinding {
    let name = policy.title
    switch rule.reach {
    case .everybody:
      return RuleFinding(
        "\(name) lets everybody in: a rule without conditions matches every request, plain text too",
        on: policy.metadata.reference, at: rule.span,
        help: "say in `from`, `to` or `when` who may do what, or delete the policy if nothing is to be denied",
        severity: isMeant ? .info : nil)
    case .everyIdentity:
      return RuleFinding(
        "\(name) lets every workload of the mesh in: `*` is every client with a certificate",
        on: policy.metadata.reference, at: rule.span, help: "name the namespaces or principals that are meant",
        severity: .info)
    }
  }
}
