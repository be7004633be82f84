import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds PeerAuthentications with a selector in the root namespace, which Istio ignores.
package struct PeerAuthenticationSelectorInRootNamespace: Rule {
  package static let page = RulePage.peerAuthenticationSelectorInRootNamespace

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    let root = mesh.settings.rootNamespace
    for policy in mesh.peerAuthenticationIndex.ignored.map({ mesh.peerAuthentications[$0] }) {
      let origin = root.origin.map { [Finding.Related("the root namespace is set here", at: $0)] } ?? []
      findings.report(
        RuleFinding(
          "\(policy.title) has no effect: Istio ignores policies with a selector in the "
            + "root namespace \(quoted(root.value))",
          on: policy.metadata.reference, at: policy.selector?.span ?? policy.metadata.span, related: origin,
          help: "move the policy to the namespace of the workloads that it selects"))
    }
  }
}
