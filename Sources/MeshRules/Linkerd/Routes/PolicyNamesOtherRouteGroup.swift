import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds AuthorizationPolicies for an HTTPRoute of one group where the one of that name is of the other.
package struct PolicyNamesOtherRouteGroup: LinkerdRule {
  package static let page = RulePage.policyNamesOtherRouteGroup

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for (policy, target, route) in linkerd.routesOfOtherGroup(among: context.mesh.written) {
      let group = route.metadata.group
      findings.report(
        RuleFinding(
          "\(policy.title) authorizes nobody: its target is of group \(quoted(target.group?.value ?? "")), but "
            + "HTTPRoute \(quoted(route.metadata.reference.path)) is of group \(quoted(group))",
          on: policy.metadata.reference, at: target.group?.span ?? target.span,
          related: [.init("the route", at: route.metadata.apiVersion.span)],
          help: "write group: \(group)"))
    }
  }
}
