import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds AuthorizationPolicies that decide by tokens where nothing reads them.
package struct RequestPrincipalWithoutRequestAuthentication: Rule {
  package static let page = RulePage.requestPrincipalWithoutRequestAuthentication

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let policies = context.authorization.policies
    let gateways = context.tokens.atGateways
    for found in context.tokens.clausesWithoutTokens() {
      guard context.describesPolicies(for: policies[found.policy].namespace) else {
        findings.skip(needs: "all RequestAuthentications of the namespace and of the root namespace")
        continue
      }
      findings.report(.missing(found, of: policies[found.policy], gateways, in: context.mesh))
    }
  }
}

extension RuleFinding {
  fileprivate static func missing(
    _ found: ClauseWithoutToken, of policy: AuthorizationPolicy, _ gateways: [RequestAuthentication],
    in mesh: EffectiveMesh
  ) -> RuleFinding {
    RuleFinding(
      "\(policy.title) \(found.effect.words) by \(found.clause.value): no "
        + "RequestAuthentication is in force for \(found.workloads.words(in: mesh)), so no token is read there",
      on: policy.metadata.reference, at: found.clause.span,
      related: gateways.map {
        .init("\($0.metadata.reference.friendlyName) reads tokens at a gateway alone", at: $0.metadata.span)
      }.eachPlaceOnce(),
      help: gateways.isEmpty
        ? "add a RequestAuthentication for the same workloads"
        : "add a RequestAuthentication for the same workloads too: what a gateway read is not known behind it")
  }
}
