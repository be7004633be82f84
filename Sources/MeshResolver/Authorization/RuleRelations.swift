import MeshModel

/// A rule, by its policy and its number there.
package struct RuleReference: Hashable, Sendable {
  /// An index into the policies of ``EffectiveMesh/authorizationPolicyIndex``.
  package var policy: Int
  package var rule: Int
}

/// Something of a rule that matches nothing.
package struct DeadPart: Sendable {
  package var rule: RuleReference
  package var contradiction: Contradiction
  /// Whether the whole rule never matches, and not only one of its alternatives or values.
  package var isWholeRule: Bool
}

/// A rule that another one makes useless.
package struct RuleRelation: Sendable {
  package var rule: RuleReference
  package var other: RuleReference
}

/// The rules of AuthorizationPolicies compared with themselves and with each other.
///
/// Building it costs as much as the rules have values.
package struct RuleRelations: Sendable {
  private struct Entry: Sendable {
    var reference: RuleReference
    var requests: RuleSet
    /// What the rule matches where the proxy sees connections only; nil where it is dropped there.
    var connections: RuleSet?

    /// Whether another rule provably matches all that this one does, on both kinds of ports.
    func isCovered(by other: Entry) -> Bool {
      guard requests.isContained(in: other.requests) == .yes else { return false }
      guard let connections else { return true }
      return other.connections.map { connections.isContained(in: $0) == .yes } ?? false
    }
  }

  private let policies: [AuthorizationPolicy]
  private let rootNamespace: String
  private let trustDomains: TrustDomains
  private let entries: [Entry]

  package init(_ mesh: EffectiveMesh) {
    policies = mesh.authorizationPolicyIndex.policies
    rootNamespace = mesh.settings.rootNamespace.value
    let trustDomains = TrustDomains(mesh.settings)
    self.trustDomains = trustDomains
    entries = policies.enumerated().flatMap { index, policy in
      (policy.rules ?? []).enumerated().compactMap { number, rule in
        guard let clauses = RuleClauses(rule) else { return nil }
        func set(_ keeps: (Clause) -> Bool) -> RuleSet {
          RuleSet(clauses, policyNamespace: policy.namespace, trustDomains: trustDomains, keeps: keeps)
        }
        let isDropped = policy.action == .ALLOW && clauses.all.contains(where: \.attribute.isHTTPOnly)
        return Entry(
          reference: RuleReference(policy: index, rule: number), requests: set { _ in true },
          connections: isDropped ? nil : set { !$0.attribute.isHTTPOnly })
      }
    }
  }

  /// What of each rule matches nothing.
  package func deadParts() -> [DeadPart] {
    entries.flatMap { entry -> [DeadPart] in
      let policy = policies[entry.reference.policy]
      guard let rule = policy.rules?[entry.reference.rule], let clauses = RuleClauses(rule) else { return [] }
      let isWhole = entry.requests.isEmpty == .yes
      return clauses.contradictions(policyNamespace: policy.namespace, trustDomains: trustDomains)
        .map { DeadPart(rule: entry.reference, contradiction: $0, isWholeRule: isWhole) }
    }
  }

  /// Rules that match nothing that another rule of the same action does not match, wherever they are in force. Of two
  /// that match the same, the later one.
  package func redundant() -> [RuleRelation] {
    relations(of: { $0.action != .CUSTOM }, among: { $0.action == $1.action }) { own, other in
      guard own.isCovered(by: other) else { return false }
      return !other.isCovered(by: own)
        || (own.reference.policy, own.reference.rule) > (other.reference.policy, other.reference.rule)
    }
  }

  /// ALLOW rules all of whose requests a DENY rule denies, wherever they are in force.
  package func alwaysDenied() -> [RuleRelation] {
    relations(of: { $0.action == .ALLOW }, among: { $1.action == .DENY }) { own, other in
      own.requests.isContained(in: other.requests) == .yes
    }
  }

  /// The first rule for each that stands in a relation to it, in the order of the policies. Only rules of policies are
  /// compared that are enforced, and in force wherever the first one is.
  private func relations(
    of isWanted: (AuthorizationPolicy) -> Bool,
    among isOther: (AuthorizationPolicy, AuthorizationPolicy) -> Bool, where isRelated: (Entry, Entry) -> Bool
  ) -> [RuleRelation] {
    var indexes: [String: RuleIndex] = [:]
    for (number, entry) in entries.enumerated() where !policies[entry.reference.policy].isDryRun {
      let policy = policies[entry.reference.policy]
      indexes["\(policy.action) \(policy.namespace)", default: RuleIndex()].add(number, entry.requests)
    }
    var found: [RuleRelation] = []
    for (number, entry) in entries.enumerated() {
      let policy = policies[entry.reference.policy]
      guard isWanted(policy), !policy.isDryRun, entry.requests.isEmpty == .no else { continue }
      let actions = AuthorizationPolicy.Action.all.map(\.rawValue)
      let near = Set([policy.namespace, rootNamespace]).sorted().flatMap { name in actions.map { "\($0) \(name)" } }
      let candidates = near.flatMap { indexes[$0]?.candidates(for: entry.requests) ?? [] }
      let other = candidates.sorted().first { candidate in
        let rival = policies[entries[candidate].reference.policy]
        return candidate != number && isOther(policy, rival) && rival.isInForce(whereverIs: policy, rootNamespace)
          && isRelated(entry, entries[candidate])
      }
      if let other { found.append(RuleRelation(rule: entry.reference, other: entries[other].reference)) }
    }
    return found
  }
}

extension AuthorizationPolicy.Action {
  fileprivate static let all: [Self] = [.ALLOW, .DENY, .AUDIT, .CUSTOM]
}

extension AuthorizationPolicy {
  /// Whether this policy holds for every workload for which another one does.
  fileprivate func isInForce(whereverIs other: AuthorizationPolicy, _ rootNamespace: String) -> Bool {
    if self === other { return true }
    guard targetRefs.isEmpty, other.targetRefs.isEmpty, namespace == other.namespace || namespace == rootNamespace
    else { return false }
    guard let labels = selector?.labels, !labels.isEmpty else { return true }
    return other.selector?.labels.satisfies(labels) ?? false
  }
}
