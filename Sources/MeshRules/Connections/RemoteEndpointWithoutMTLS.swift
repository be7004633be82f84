import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds endpoints in other networks that take no mutual TLS, and which clients therefore never reach.
package struct RemoteEndpointWithoutMTLS: Rule {
  package static let page = RulePage.remoteEndpointWithoutMtls

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for endpoint in context.mesh.remoteEndpointsWithoutMTLS() {
      let owner = endpoint.owner.reference
      findings.report(
        RuleFinding(
          "\(owner.friendlyName) has an endpoint \(quoted(endpoint.address)) in network \(quoted(endpoint.network.value)) "
            + "that takes no mutual TLS: clients of other networks do not get it",
          on: owner, at: endpoint.network.span,
          help: "name the serviceAccount that the endpoint runs as, or label it security.istio.io/tlsMode: istio"))
    }
  }
}
