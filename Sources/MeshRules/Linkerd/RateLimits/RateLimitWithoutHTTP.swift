import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds HTTPLocalRateLimitPolicies for Servers whose requests are not limited.
package struct RateLimitWithoutHTTP: LinkerdRule {
  package static let page = RulePage.rateLimitWithoutHttp

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for limit in context.mesh.linkerdRateLimits() {
      guard case .otherProtocol(let server) = limit.state else { continue }
      let target = linkerd.policies.servers[server]
      let proxyProtocol = target.proxyProtocol?.value ?? "unknown"
      findings.report(
        RuleFinding(
          "\(limit.policy.title) limits nothing, because the proxyProtocol of \(target.title) is \(proxyProtocol)",
          on: limit.policy.metadata.reference, at: limit.target.span,
          related: target.proxyProtocol.map { [.init("the protocol", at: $0.span)] } ?? [],
          help: "only the protocols unknown, HTTP/1 and HTTP/2 have limits"))
    }
  }
}
