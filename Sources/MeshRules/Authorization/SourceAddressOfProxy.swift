import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds policies of gateways that compare the address of a load balancer or node with those of clients.
package struct SourceAddressOfProxy: Rule {
  package static let page = RulePage.sourceAddressOfProxy

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.authorization.proxyAddresses() { findings.report(.address(found, in: context.mesh)) }
  }
}

extension RuleFinding {
  fileprivate static func address(_ found: ProxyAddress, in mesh: EffectiveMesh) -> RuleFinding {
    let policy = mesh.authorizationPolicyIndex.policies[found.policy].metadata
    let gateway = found.gateway.reference.friendlyName
    let service = found.service?.metadata.reference.friendlyName ?? "the Service that is made for it"
    let reason = found.isOfOriginalClient ? " and the mesh trusts no proxy before it" : ""
    var related = [Finding.Related("the gateway", at: found.gateway.span)]
    if let metadata = found.service?.metadata {
      related.append(.init("its Service keeps no addresses of clients", at: metadata.span))
    }
    if found.isOfOriginalClient, let place = mesh.settings.trustedProxies.origin {
      related.append(.init("the number of trusted proxies", at: place))
    }
    return RuleFinding(
      "\(policy.title) decides by \(found.clause.value), but \(gateway) sees the address of a "
        + "load balancer or node: \(service) does not say externalTrafficPolicy: Local\(reason)",
      on: policy.reference, at: found.clause.span, related: related,
      help: found.isOfOriginalClient
        ? "behind an HTTP load balancer set numTrustedProxies, else externalTrafficPolicy: Local"
        : "set externalTrafficPolicy: Local, or behind an HTTP load balancer use remoteIpBlocks and numTrustedProxies")
  }
}
