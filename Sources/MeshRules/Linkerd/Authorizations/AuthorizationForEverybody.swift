import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds policies of Linkerd that let in clients without any authentication.
package struct AuthorizationForEverybody: LinkerdRule {
  package static let page = RulePage.authorizationForEverybody

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for policy in linkerd.policies.authorizationPolicies {
      guard let span = policy.requiredAuthenticationRefsSpan, policy.requiredAuthenticationRefs.isEmpty else {
        continue
      }
      findings.report(
        RuleFinding(
          "\(policy.title) lets everybody in, since it requires no authentication",
          on: policy.metadata.reference, at: span,
          help: "name a MeshTLSAuthentication or ServiceAccount in requiredAuthenticationRefs"))
    }
    for authorization in linkerd.policies.serverAuthorizations {
      guard let unauthenticated = authorization.unauthenticated, unauthenticated.value,
        authorization.networks.isEmpty
      else { continue }
      findings.report(
        RuleFinding(
          "\(authorization.title) lets in every client in the networks of the cluster, without authentication",
          on: authorization.metadata.reference, at: unauthenticated.span,
          help: "write meshTLS with the clients' identities, or the networks that are meant"))
    }
  }
}
