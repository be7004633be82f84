import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds routes by claims at gateways where nothing reads tokens, in the words of `istioctl analyze`.
package struct JwtClaimBasedRoutingWithoutRequestAuthN: Rule {
  package static let page = RulePage.jwtClaimBasedRoutingWithoutRequestAuthN

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let (routes, unjudged) = context.mesh.unreadClaimRoutes()
    for found in routes {
      findings.report(
        RuleFinding(
          "The virtual service uses the JWT claim based routing (key: \(found.header.value)) but found no request "
            + "authentication for the gateway (\(found.gateway.metadata.reference.path)) pod (\(found.pod)). The request "
            + "authentication must first be applied for the gateway pods to validate the JWT token and make the claims "
            + "available for routing.",
          on: found.virtualService.metadata.reference, at: found.header.span,
          related: [.init("the Gateway", at: found.gateway.metadata.span)]))
    }
    for namespace in unjudged { findings.skip(needs: "the RequestAuthentications for gateways in \(namespace)") }
  }
}
