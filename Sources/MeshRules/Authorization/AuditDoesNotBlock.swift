import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds AUDIT policies for workloads where nothing else decides who is let in.
package struct AuditDoesNotBlock: Rule {
  package static let page = RulePage.auditDoesNotBlock

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let policies = context.mesh.authorizationPolicyIndex.policies
    guard policies.contains(where: { $0.action == .AUDIT }) else { return }
    var unguarded: [Int: [Int]] = [:]
    for group in context.mesh.policyCoverage()
    where !group.policies.contains(where: { policies[$0].action != .AUDIT && !policies[$0].isDryRun }) {
      for policy in group.policies where policies[policy].action == .AUDIT {
        unguarded[policy, default: []] += group.workloads
      }
    }
    for (index, workloads) in unguarded.sorted(by: { $0.key < $1.key }) {
      let policy = policies[index]
      guard let action = policy.writtenAction else { continue }
      findings.report(
        RuleFinding(
          "\(policy.title) only marks requests for the log, and nothing else decides "
            + "who reaches \(list(context.mesh.names(of: workloads)))",
          on: policy.metadata.reference, at: action.span,
          help: "AUDIT never denies; add an ALLOW or DENY policy if requests are to be refused"))
    }
  }
}
