import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds ALLOW rules about requests that do not count, because their port takes connections.
package struct AllowIgnoredOnTCPPort: Rule {
  package static let page = RulePage.allowIgnoredOnTcpPort

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.authorization.droppedRules() { findings.report(.ignored(found, in: context.mesh)) }
  }
}

extension RuleFinding {
  fileprivate static func ignored(_ found: RequestRuleOnConnection, in mesh: EffectiveMesh) -> RuleFinding {
    let policy = mesh.authorizationPolicyIndex.policies[found.policy].metadata
    let places = mesh.words(for: found.places, namingPorts: true)
    let others = found.others.map { Finding.Related("\($0.value) does not count there either", at: $0.span) }
    let (fact, severity): (String, Severity?) =
      found.effect == .refusesAll
      ? (
        "lets nobody in at \(places): the proxy sees no requests there, so its rule with \(found.clause.value) does not "
          + "count", nil
      )
      : ("has a rule with \(found.clause.value) that never matches: the proxy sees no requests at \(places)", .warning)
    return RuleFinding(
      "\(policy.title) \(fact)", on: policy.reference, at: found.clause.span,
      related: mesh.protocols(of: found.places) + others.eachPlaceOnce(),
      help: "allow connections by what they have, such as principals, namespaces or ports; if the port speaks HTTP, "
        + "say so in its name",
      severity: severity)
  }
}
