import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds namespaces in AuthorizationPolicies whose workloads have no identity, because none has a proxy.
package struct SourceNamespaceWithoutIdentity: Rule {
  package static let page = RulePage.sourceNamespaceWithoutIdentity

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for found in mesh.namespacesWithoutIdentity() {
      let policy = mesh.authorizationPolicyIndex.policies[found.policy]
      findings.report(
        RuleFinding(
          "Namespace \(quoted(found.value.value)) in \(policy.title) \(policy.effectOfNoMatch(isNegated: false)): nothing "
            + "there has a proxy, so nothing there has an identity",
          on: policy.metadata.reference, at: found.value.span, related: mesh.reasonsForNoProxy(found.workloads),
          help: "inject the sidecar into the clients, or tell them by their addresses with ipBlocks"))
    }
  }
}
