import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds ALLOW policies without rules that no other ALLOW policy stands beside.
package struct AllowNothing: Rule {
  package static let page = RulePage.allowNothing

  package init() {}

  /// Words in the name of a policy that is meant to deny everything.
  private static let intended = ["deny", "nothing", "none", "default", "block", "lock"]

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let policies = context.mesh.authorizationPolicyIndex.policies
    let empty = policies.indices.filter { index in
      let policy = policies[index]
      return policy.action == .ALLOW && policy.rules == nil && !policy.isDryRun
        && !Self.intended.contains { policy.name.contains($0) }
    }
    guard !empty.isEmpty else { return }
    let companions = context.mesh.companions()
    for index in empty {
      guard let found = companions[index] else { continue }
      let others = found.policies.filter { $0 != index && policies[$0].action == .ALLOW && !policies[$0].isDryRun }
      guard others.isEmpty else { continue }
      let policy = policies[index]
      findings.report(
        RuleFinding(
          "\(policy.title) denies every request to "
            + "\(list(context.mesh.names(of: found.workloads))): it allows, but has no rules",
          on: policy.metadata.reference, at: policy.metadata.span,
          help: "add rules; if everything is to be denied, say so in the name, as in deny-all"))
    }
  }
}
