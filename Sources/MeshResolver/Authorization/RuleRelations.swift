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
package struct RuleRelations: Sendable {
  private struct Entry: Sendable {
    var reference: RuleReference
    var clauses: RuleClauses
  }

  /// The sets of a rule, made when they are wanted.
  private struct Sets {
    var requests: RuleSet
    /// What the rule matches where the proxy sees connections only; nil where it is dropped there.
    var connections: RuleSet?

    /// Whether another rule provably matches all that this one does, on both kinds of ports.
    func areCovered(by other: Sets) -> Bool {
      guard requests.isContained(in: other.requests) == .yes else { return false }
      guard let connections else { return true }
      return other.connections.map { connections.isContained(in: $0) == .yes } ?? false
    }
  }

  private let policies: [AuthorizationPolicy]
  private let rootNamespace: String
  private let trustDomains: TrustDomains
  private let entries: [Entry]

  /// Linear in the number of rules.
  package init(_ mesh: EffectiveMesh) {
    policies = mesh.authorizationPolicyIndex.policies
    rootNamespace = mesh.settings.rootNamespace.value
    trustDomains = TrustDomains(mesh.settings)
    entries = policies.enumerated().flatMap { index, policy in
      (policy.rules ?? []).enumerated().compactMap { number, rule in
        rule.clauses.map { Entry(reference: RuleReference(policy: index, rule: number), clauses: $0) }
      }
    }
  }

  /// What of each rule matches nothing.
  package func deadParts() -> [DeadPart] {
    entries.flatMap { entry -> [DeadPart] in
      let namespace = policies[entry.reference.policy].namespace
      let found = entry.clauses.contradictions(policyNamespace: namespace, trustDomains: trustDomains)
      guard !found.isEmpty else { return [] }
      let isWhole = sets(of: entry).requests.isEmpty == .yes
      return found.map { DeadPart(rule: entry.reference, contradiction: $0, isWholeRule: isWhole) }
    }
  }

  /// Rules that match nothing that another rule of the same action does not match, wherever they are in force. Of two
  /// that match the same, the later one.
  package func redundant() -> [RuleRelation] {
    let actions: [AuthorizationPolicy.Action] = [.ALLOW, .DENY, .AUDIT]
    return actions.flatMap { action in
      relations(of: action, among: action) { own, other, isLater in
        own.areCovered(by: other) && (isLater || !other.areCovered(by: own))
      }
    }
  }

  /// ALLOW rules all of whose requests a DENY rule denies, wherever they are in force.
  package func alwaysDenied() -> [RuleRelation] {
    relations(of: .ALLOW, among: .DENY) { own, other, _ in
      own.requests.isContained(in: other.requests) == .yes
    }
  }

  private func sets(of entry: Entry) -> Sets {
    let policy = policies[entry.reference.policy]
    func set(_ keeps: (Clause) -> Bool) -> RuleSet {
      RuleSet(entry.clauses, policyNamespace: policy.namespace, trustDomains: trustDomains, keeps: keeps)
    }
    let isDropped = policy.action == .ALLOW && entry.clauses.all.contains(where: \.attribute.isHTTPOnly)
    return Sets(requests: set { _ in true }, connections: isDropped ? nil : set { !$0.attribute.isHTTPOnly })
  }

  /// The first rule for each that stands in a relation to it, in the order of the policies. Only rules of policies are
  /// compared that are enforced, and in force wherever the first one is.
  ///
  /// `isRelated`: Gets the sets of both rules, and whether the first one comes later.
  private func relations(
    of action: AuthorizationPolicy.Action, among otherAction: AuthorizationPolicy.Action,
    where isRelated: (Sets, Sets, _ isLater: Bool) -> Bool
  ) -> [RuleRelation] {
    func isWanted(_ entry: Entry, _ action: AuthorizationPolicy.Action) -> Bool {
      policies[entry.reference.policy].action == action && !policies[entry.reference.policy].isDryRun
    }
    let own = entries.indices.filter { isWanted(entries[$0], action) }
    let others = action == otherAction ? own : entries.indices.filter { isWanted(entries[$0], otherAction) }
    guard !own.isEmpty, !others.isEmpty else { return [] }
    var scopes: [PolicyScope: [Int]] = [:]
    for number in others { scopes[PolicyScope(policies[entries[number].reference.policy]), default: []].append(number) }
    var indexes: [PolicyScope: RuleIndex] = [:]
    /// The rules of a scope that may hold all of one.
    func candidates(in scope: PolicyScope, for number: Int) -> [Int] {
      guard let members = scopes[scope], members != [number] else { return [] }
      // A few are compared one by one.
      guard members.count > 4 else { return members }
      let index =
        indexes[scope]
        ?? RuleIndex(members.map { ($0, entries[$0].clauses) }, policyNamespace: scope.namespace)
      indexes[scope] = index
      let policy = policies[entries[number].reference.policy]
      return index.candidates(for: entries[number].clauses, policyNamespace: policy.namespace)
    }
    var known: [Int: Sets] = [:]
    func sets(_ number: Int) -> Sets {
      let sets = known[number] ?? self.sets(of: entries[number])
      known[number] = sets
      return sets
    }
    return own.compactMap { number in
      let policy = policies[entries[number].reference.policy]
      let near = PolicyScope.all(over: policy, rootNamespace: rootNamespace)
      let candidates = near.flatMap { candidates(in: $0, for: number) }.filter { candidate in
        candidate != number
          && policies[entries[candidate].reference.policy].isInForce(whereverIs: policy, rootNamespace)
      }
      guard !candidates.isEmpty, sets(number).requests.isEmpty == .no else { return nil }
      let other = candidates.sorted().first { isRelated(sets(number), sets($0), number > $0) }
      return other.map { RuleRelation(rule: entries[number].reference, other: entries[$0].reference) }
    }
  }
}

/// Where a policy is in force, told by its namespace and the first label of its selector.
private struct PolicyScope: Hashable {
  var namespace: String
  var key: String?
  var value: String?
  /// The policy itself, where it is for the targets that it names.
  var targeted: String?

  init(_ policy: AuthorizationPolicy) {
    namespace = policy.namespace
    if !policy.targetRefs.isEmpty {
      targeted = policy.name
    } else if let label = policy.selector?.labels.entries.first {
      (key, value) = (label.key.value, label.value.value)
    }
  }

  private init(_ namespace: String, _ label: LocatedMap.Entry?) {
    self.namespace = namespace
    (key, value) = (label?.key.value, label?.value.value)
  }

  /// The scopes of the policies that may be in force wherever one is.
  static func all(over policy: AuthorizationPolicy, rootNamespace: String) -> [PolicyScope] {
    guard policy.targetRefs.isEmpty else { return [PolicyScope(policy)] }
    let namespaces = policy.namespace == rootNamespace ? [rootNamespace] : [policy.namespace, rootNamespace]
    let labels = policy.selector?.labels.entries ?? []
    return namespaces.flatMap { namespace in
      [PolicyScope(namespace, nil)] + labels.map { PolicyScope(namespace, $0) }
    }
  }
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
