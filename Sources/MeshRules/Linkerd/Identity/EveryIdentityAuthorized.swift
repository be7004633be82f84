import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds policies of Linkerd that let in every client with an identity.
package struct EveryIdentityAuthorized: LinkerdRule {
  package static let page = RulePage.everyIdentityAuthorized

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let hasExternal = !linkerd.mesh.linkerd.externalWorkloads.isEmpty
    for identity in linkerd.clients().identities where identity.value.value == "*" {
      // The charts of Linkerd's own extensions mean it.
      guard identity.policy.labels["linkerd.io/extension"] == nil else { continue }
      findings.report(
        RuleFinding(
          "\(identity.policy.title) lets in every pod of the mesh" + (hasExternal ? ", but no external workload" : ""),
          on: identity.policy.reference, at: identity.value.span,
          help: "name the service accounts or the namespaces of the clients"
            + (hasExternal ? ", and external workloads by their SPIFFE IDs" : "")))
    }
  }
}
