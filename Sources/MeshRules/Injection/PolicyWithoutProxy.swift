import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds AuthorizationPolicies for workloads where no proxy enforces them.
package struct PolicyWithoutProxy: Rule {
  package static let page = RulePage.policyWithoutProxy

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for (policy, workloads) in mesh.unenforcedAuthorizationPolicies() {
      let verb = workloads.count == 1 ? "has" : "have"
      findings.report(
        RuleFinding(
          "Nothing enforces \(policy.title) for \(list(mesh.names(of: workloads))), "
            + "which \(verb) no proxy",
          on: policy.metadata.reference, at: policy.selector?.labels.span ?? policy.metadata.span,
          related: mesh.reasonsForNoProxy(workloads),
          help: "inject the sidecar: without it every connection is let in"))
    }
  }
}
