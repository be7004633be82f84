import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue
import StructuralSchema

/// Finds Servers of Linkerd that let nobody in, since nothing is authorized for them.
package struct ServerDeniesEverybody: LinkerdRule {
  package static let page = RulePage.serverDeniesEverybody

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let refused = context.mesh.written.linkerd.policyNamespaces.subtracting(linkerd.mesh.linkerd.policyNamespaces)
    let servers = linkerd.serversThatDenyEverybody(among: context.mesh.written)
    let dropped = servers.isEmpty ? [] : context.mesh.mesh.serversWithDroppedPolicy
    for server in servers
    where !refused.contains(server.namespace) && !dropped.contains(server.metadata.reference) {
      let index = linkerd.policies.server(named: server.name, in: server.namespace)
      let hasRoutes = index.map { !linkerd.policies.routes(of: $0).isEmpty } ?? false
      let readsHTTP = ["unknown", "HTTP/1", "HTTP/2"].contains(server.proxyProtocol?.value ?? "unknown")
      findings.report(
        RuleFinding(
          "\(server.title) lets nobody in: its accessPolicy is deny and nothing is authorized for it",
          on: server.metadata.reference, at: server.accessPolicy?.span ?? server.metadata.span,
          help: "write an AuthorizationPolicy with the Server as its target; "
            + (hasRoutes || !readsHTTP
              ? "not even the kubelet's probes are let in now" : "only the kubelet's HTTP probes are let in now")))
    }
  }
}

extension Mesh {
  /// The Servers of an API version that has no `accessPolicy` and so drops the one that is written.
  fileprivate var serversWithDroppedPolicy: Set<ResourceReference> {
    Set(
      issues.compactMap { issue in
        guard case .schema(.unknownField(let field)) = issue.problem, field.name == "accessPolicy" else { return nil }
        return issue.object
      })
  }
}

extension LinkerdManifests {
  /// The namespaces with a policy for Servers.
  fileprivate var policyNamespaces: Set<String> {
    Set(authorizationPolicies.map(\.namespace) + serverAuthorizations.map(\.namespace))
  }
}
