import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds AuthorizationPolicies that decide by the client's identity where mutual TLS is off.
package struct IdentityOnPlaintextPort: Rule {
  package static let page = RulePage.identityOnPlaintextPort

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.authorization.identitiesOnPlaintext(.DISABLE) {
      findings.report(.identity(found, in: context.mesh))
    }
  }
}

extension RuleFinding {
  fileprivate static func identity(_ found: IdentityOnPlaintext, in mesh: EffectiveMesh) -> RuleFinding {
    let policy = mesh.authorizationPolicyIndex.policies[found.policy].metadata
    // What is refused is refused, while a rule that another port needs may be meant for that one alone.
    let isError = found.effect == .neverAllows || found.effect == .alwaysDenies || found.isWhole
    return RuleFinding(
      "\(policy.title) \(found.effect.words) by \(found.clause.value): mutual TLS is DISABLE "
        + "for \(mesh.words(for: found.places)), so no client has an identity there",
      on: policy.reference, at: found.clause.span, related: mesh.modes(of: found.places), help: found.effect.remedy,
      severity: isError ? nil : .warning)
  }
}

extension ClauseEffect {
  fileprivate var remedy: String {
    switch self {
    case .neverAllows: "set the mode to STRICT or PERMISSIVE, or allow by what plain text has, such as ipBlocks"
    case .neverDenies, .alwaysAllows: "everybody gets in: set the mode to STRICT, or allow only who is meant to get in"
    case .alwaysDenies: "set the mode to STRICT or PERMISSIVE, so that clients can say who they are"
    }
  }
}
