import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds rules that match more than they say, because their port takes connections.
package struct DenyWidenedOnTCPPort: Rule {
  package static let page = RulePage.denyWidenedOnTcpPort

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.authorization.widenedRules() { findings.report(.widened(found, in: context.mesh)) }
  }
}

extension RuleFinding {
  fileprivate static func widened(_ found: RequestRuleOnConnection, in mesh: EffectiveMesh) -> RuleFinding {
    let policy = mesh.authorizationPolicyIndex.policies[found.policy]
    let extent =
      found.effect == .matchesAll
      ? "every connection to \(mesh.words(for: found.places, namingPorts: true))"
      : "more than it says at \(mesh.words(for: found.places, namingPorts: true))"
    return RuleFinding(
      "\(policy.title) \(policy.action.verb) \(extent): the proxy sees no requests "
        + "there, so \(found.clause.value) does not count",
      on: policy.metadata.reference, at: found.clause.span, related: mesh.protocols(of: found.places),
      help: "name the HTTP ports that are meant, with ports in the operation",
      severity: policy.action == .DENY ? nil : .info)
  }
}

extension AuthorizationPolicy.Action {
  fileprivate var verb: String {
    switch self {
    case .ALLOW: "allows"
    case .DENY: "denies"
    case .AUDIT: "audits"
    case .CUSTOM: "asks its provider about"
    }
  }
}
