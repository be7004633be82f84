package import Diagnostics
package import MeshModel

/// Whether a request is let in, and why.
package struct Verdict: Sendable {
  package enum Decision: String, Sendable {
    case allow, deny
    /// An external authorizer is asked, and nothing else denies.
    case custom
    /// The port or the trust domain of the client makes the handshake fail.
    case rejectTLS = "reject-tls"
    /// The token is not acceptable.
    case rejectJWT = "reject-jwt"
    /// The request does not fit the port's protocol.
    case rejectProtocol = "reject-protocol"
    /// Nothing is enforced there.
    case noProxy = "no-proxy"
    /// The input does not tell whether there is a proxy.
    case unknown
  }

  /// A policy that was compared with the request.
  package struct Considered: Sendable {
    /// An index into the policies of ``EffectiveMesh/authorizationPolicyIndex``.
    package var policy: Int
    /// One for each of the policy's rules, in their order, up to the one that matched.
    package var outcomes: [RuleOutcome]
    /// Whether the policy is evaluated for the log only, because it says `istio.io/dry-run` or `AUDIT`.
    package var isShadow: Bool

    /// The rule that matched; nil where none did.
    package var matched: Int? {
      outcomes.lastIndex { if case .matches = $0 { true } else { false } }
    }
  }

  package var decision: Decision
  /// One sentence without a full stop.
  package var reason: String
  /// The policy that decided, as an index into the policies of ``EffectiveMesh/authorizationPolicyIndex``; nil where
  /// none did.
  package var policy: Int?
  /// The rule of that policy, counted from 0.
  package var rule: Int?
  /// Linkerd's resource that decided: what lets the client in, or the Server that does not; nil where none did.
  package var resource: Metadata?
  /// What else decided: a mode, a label, a rule for tokens.
  package var place: SourceSpan?
  /// In the order of evaluation.
  package var considered: [Considered] = []

  init(_ decision: Decision, _ reason: String, at place: SourceSpan? = nil) {
    self.decision = decision
    self.reason = reason
    self.place = place
  }
}
