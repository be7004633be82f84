import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds policies of Linkerd for a route whose clients are let into its Server whatever the route.
package struct RoutePolicyRestrictsNothing: LinkerdRule {
  package static let page = RulePage.routePolicyRestrictsNothing

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for (moot, policy) in linkerd.routePoliciesWithoutEffect() {
      guard let target = policy.targetRef, let name = target.name else { continue }
      let resource = linkerd.resource(of: moot.broader)
      let broader = resource?.title ?? "the accessPolicy"
      findings.report(
        RuleFinding(
          "\(policy.title) restricts nothing on \(target.kind?.value ?? "route") \(quoted(name.value)): \(broader) "
            + "lets its clients into \(moot.server.title) on every route",
          on: policy.metadata.reference, at: name.span,
          related: [
            .init("lets them in", at: resource?.span ?? moot.server.accessPolicy?.span ?? moot.server.metadata.span)
          ],
          help: "authorizations add up: write one for each route, and none for the Server or the namespace"))
    }
  }
}
