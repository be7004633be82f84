package import MeshModel

/// A rule about requests, in force at ports that are read as connections without looking at their content
/// (`pilot/pkg/security/authz/model/model.go`).
package struct RequestRuleOnConnection: Sendable {
  package enum Effect: Hashable, Sendable {
    /// ALLOW rules are dropped there, and nothing else lets anybody in.
    case refusesAll
    /// An ALLOW rule is dropped wherever it is for; others let clients in.
    case neverAllows
    /// Rules of any other policy lose the clause, and everywhere one of them matches every connection.
    case matchesAll
    /// Rules of any other policy lose the clause, and other clauses remain.
    case matchesMore
  }

  /// An index into ``PolicyIndex/policies``.
  package var policy: Int
  /// The field or `when` key that nobody can check there.
  package var clause: Located<String>
  package var effect: Effect
  package var places: [PolicyPlace]
  /// Clauses of other policies that are lost at the same places.
  package var others: [Located<String>] = []
}

extension AuthorizationSurvey {
  /// ALLOW rules that are dropped because they are about requests, one finding for each policy, in the order of the
  /// policies. Rules that are for other ports too count only where nothing else lets anybody in; of several policies
  /// that come to that together, the first is named.
  package func droppedRules() -> [RequestRuleOnConnection] {
    var refusing: [Int: RequestRuleOnConnection] = [:]
    var dropped: [RuleKey: RequestRuleOnConnection] = [:]
    var live: Set<RuleKey> = []
    var companions: Set<[Int]> = []
    for group in groups where group.ports.contains(where: { $0.reading == .connection }) {
      // Whether nobody gets in at a port, and the policy that is named for it.
      var refused: [Int: Bool] = [:]
      var culprits: [Int: Int] = [:]
      func isRefused(at port: ServerPort) -> Bool {
        if let known = refused[port.number] { return known }
        let answer = refusesAll(at: port, of: group, withoutIdentity: false)
        refused[port.number] = answer
        return answer
      }
      for policy in group.policies where policies[policy].action == .ALLOW {
        for number in outlines[policy].rules(for: group) {
          let outline = outlines[policy].rules[number]
          guard let clause = outline.requestClause else { continue }
          let all = ports(of: outline, in: group)
          let connections = all.filter { $0.reading == .connection }
          let rule = RuleKey(policy: policy, rule: number)
          if connections.count < all.count { live.insert(rule) }
          for port in connections where isRefused(at: port) {
            live.insert(rule)
            let culprit = culprits[port.number] ?? policy
            culprits[port.number] = culprit
            if culprit == policy {
              let start = RequestRuleOnConnection(policy: policy, clause: clause, effect: .refusesAll, places: [])
              refusing[policy, default: start].places.add(PolicyPlace(group, [port]))
            } else if companions.insert([culprit, policy]).inserted {
              refusing[culprit]?.others.append(clause)
            }
          }
          if !connections.isEmpty, !live.contains(rule) {
            let start = RequestRuleOnConnection(policy: policy, clause: clause, effect: .neverAllows, places: [])
            dropped[rule, default: start].places.add(PolicyPlace(group, connections))
          }
        }
      }
    }
    // Where there is no such port, a rule is enforced, if it is in force at all.
    for (rule, found) in dropped.sorted(by: { $0.key.rule < $1.key.rule })
    where !live.contains(rule) && refusing[rule.policy] == nil && !isUseful(rule) {
      refusing[rule.policy] = found
    }
    return refusing.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Whether a rule is in force at a port that does not take connections.
  private func isUseful(_ rule: RuleKey) -> Bool {
    let outline = outlines[rule.policy].rules[rule.rule]
    return groups.contains { group in
      group.policies.contains(rule.policy)
        && ports(of: outline, in: group).contains { $0.reading != .connection }
    }
  }

  /// Rules of other policies that match more than they say, because clauses about requests are lost, one finding for
  /// each policy, in the order of the policies. DENY rules are left out where nobody gets in anyway, and CUSTOM rules
  /// whose provider is not known to be asked about connections.
  package func widenedRules() -> [RequestRuleOnConnection] {
    var found: [Int: RequestRuleOnConnection] = [:]
    for group in groups {
      let connections = group.ports.filter { $0.reading == .connection }
      guard !connections.isEmpty else { continue }
      for policy in group.policies where policies[policy].action != .ALLOW && isAskedOnConnections(policy) {
        let rules = outlines[policy].rules(for: group).map { outlines[policy].rules[$0] }
        for port in connections {
          let widened = rules.filter { $0.widenedPorts.contains(port.number) }
          let widenings = widened.lazy.flatMap(\.widenings)
          guard let clause = widenings.first(where: { $0.ports.contains(port.number) })?.clause,
            policies[policy].action != .DENY || !refusesAll(at: port, of: group, withoutIdentity: false)
          else { continue }
          let start = RequestRuleOnConnection(policy: policy, clause: clause, effect: .matchesAll, places: [])
          found[policy, default: start].places.add(PolicyPlace(group, [port]))
          if !widened.contains(where: { $0.wholePorts.contains(port.number) }) { found[policy]?.effect = .matchesMore }
        }
      }
    }
    return found.sorted { $0.key < $1.key }.map(\.value)
  }

  /// A provider that speaks HTTP is left out on connections.
  private func isAskedOnConnections(_ policy: Int) -> Bool {
    guard policies[policy].action == .CUSTOM else { return true }
    let provider = mesh.settings.extensionProviders?.first { $0.name.value == policies[policy].provider?.value }
    return provider?.kind == "envoyExtAuthzGrpc"
  }
}
