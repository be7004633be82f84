import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds namespaces in policies of either mesh whose workloads have no identity, because none has a proxy.
package struct SourceNamespaceWithoutIdentity: Rule {
  package static let page = RulePage.sourceNamespaceWithoutIdentity
  package static var scope: RuleScope { .kubernetes }

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for found in mesh.namespacesWithoutIdentity() {
      findings.report(
        RuleFinding(
          "Namespace \(quoted(found.namespace)) in \(found.policy.title) \(found.effect.onNobody): nothing there has a "
            + "proxy, so nothing there has an identity",
          on: found.policy.reference, at: found.span, related: mesh.reasonsForNoProxy(found.workloads),
          help: found.kind.help))
    }
  }
}

extension MeshKind {
  fileprivate var help: String {
    switch self {
    case .istio: "inject the sidecar into the clients, or tell them by their addresses with ipBlocks"
    case .linkerd: "inject the proxy into the clients, or tell them by their addresses with a NetworkAuthentication"
    }
  }
}
