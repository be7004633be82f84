package import Diagnostics
package import MeshModel

/// A service account that a policy of either mesh names.
package struct AccountUse: Sendable {
  package var account: NamedIdentities.Account
  /// The policy that names it.
  package var policy: Metadata
  /// Where it does.
  package var span: SourceSpan
  package var effect: NamingEffect
}

/// What it means for clients to be named by a policy.
package enum NamingEffect: Hashable, Sendable {
  case letIn, keptOut
  /// Exempt from what the policy says of others.
  case excepted
  /// Subject to something else, such as a limit.
  case matched
}

extension EffectiveMesh {
  /// What a value of an AuthorizationPolicy of Istio names.
  func use(_ use: NamedIdentities.Value, of account: NamedIdentities.Account) -> AccountUse {
    let policy = authorizationPolicyIndex.policies[use.policy]
    return AccountUse(
      account: account, policy: policy.metadata, span: use.value.span, effect: policy.effect(isNegated: use.isNegated))
  }
}

extension AuthorizationPolicy {
  /// What it means for clients to be named.
  package func effect(isNegated: Bool) -> NamingEffect {
    if isNegated { return .excepted }
    return switch action {
    case .ALLOW: .letIn
    case .DENY: .keptOut
    case .AUDIT, .CUSTOM: .matched
    }
  }
}
