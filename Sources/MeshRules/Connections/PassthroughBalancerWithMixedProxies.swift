import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds DestinationRules that balance by PASSTHROUGH to a service some of whose pods have no proxy.
package struct PassthroughBalancerWithMixedProxies: Rule {
  package static let page = RulePage.passthroughBalancerWithMixedProxies

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for failure in context.survey.failures {
      guard case .passthroughBalancer(let index) = failure.cause else { continue }
      let rule = context.mesh.destinationRules[index]
      findings.report(
        RuleFinding(
          "\(rule.title) balances by PASSTHROUGH, so clients choose once for all pods, and not "
            + "all of them take mutual TLS: they send plain text also to those that are STRICT. \(failure.consequence)",
          on: rule.metadata.reference, at: rule.passthroughPlace ?? rule.metadata.span,
          related: context.mesh.requirements(of: failure.refusals),
          help: "choose another load balancer, or set the TLS mode to ISTIO_MUTUAL once every pod has a proxy"))
    }
  }
}
