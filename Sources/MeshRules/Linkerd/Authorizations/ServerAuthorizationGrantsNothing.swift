import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds ServerAuthorizations of Linkerd that name no clients.
package struct ServerAuthorizationGrantsNothing: LinkerdRule {
  package static let page = RulePage.serverAuthorizationGrantsNothing

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for authorization in linkerd.policies.serverAuthorizations {
      guard let client = authorization.clientSpan, authorization.unauthenticated?.value != true else { continue }
      let place: SourceSpan
      if let tls = authorization.meshTLS {
        guard tls.unauthenticatedTLS?.value != true, tls.identities.isEmpty, tls.serviceAccounts.isEmpty else {
          continue
        }
        place = tls.span
      } else {
        place = client
      }
      findings.report(
        RuleFinding(
          "\(authorization.title) lets nobody in, since \(authorization.meshTLS == nil ? "client" : "meshTLS") "
            + "names no clients",
          on: authorization.metadata.reference, at: place,
          help: authorization.meshTLS == nil
            ? "write client.meshTLS with the clients' identities or service accounts"
            : "write identities, serviceAccounts, or unauthenticatedTLS: true"))
    }
  }
}
