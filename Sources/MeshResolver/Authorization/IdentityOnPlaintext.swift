package import MeshModel

/// What a rule comes to where its clause never holds, or always.
package enum ClauseEffect: Comparable, Sendable { case neverAllows, neverDenies, alwaysAllows, alwaysDenies }

/// A clause about the client's identity, in force where clients come without one.
package struct IdentityOnPlaintext: Sendable {
  /// An index into ``PolicyIndex/policies``.
  package var policy: Int
  /// The field or `when` key.
  package var clause: Located<String>
  package var effect: ClauseEffect
  package var places: [PolicyPlace]
  /// Whether somewhere it is true of all ports that the rule is for, and no ALLOW policy limits what gets in there.
  package var isWhole: Bool
}

extension AuthorizationSurvey {
  /// Clauses about identities at ports of a mode that takes plain text, one finding for each policy and effect, in the
  /// order of the policies. A rule that decides nothing there, because other rules refuse plain text, is left out.
  ///
  /// An ALLOW rule that wants an identity counts where it never matches at all, and where nothing else lets anybody in.
  package func identitiesOnPlaintext(_ mode: ServerMode.Mode) -> [IdentityOnPlaintext] {
    let affected = groups.filter { group in
      group.otherPort.mode == mode || group.ports.contains { $0.mode == mode }
    }
    guard !affected.isEmpty else { return [] }
    // Beside mutual TLS such a rule serves its purpose for those who use that.
    let useful = mode == .DISABLE ? rulesWithIdentities(besides: mode) : nil
    var collection = Collection()
    for group in affected {
      var outcomes = PlaintextOutcomes(self, group)
      for policy in group.policies {
        for number in outlines[policy].rules(for: group) {
          let outline = outlines[policy].rules[number]
          guard outline.identity.isAskedFor else { continue }
          let all = enforcingPorts(of: outline, policies[policy].action, in: group)
          let ports = all.filter { $0.mode == mode }
          guard !ports.isEmpty else { continue }
          func add(_ clause: Located<String>?, _ effect: ClauseEffect, _ ports: [ServerPort], isWhole: Bool) {
            guard let clause, !ports.isEmpty else { return }
            collection.add(policy, clause, effect, PolicyPlace(group, ports), isWhole: isWhole)
          }
          let isWhole = ports.count == all.count
          switch policies[policy].action {
          case .DENY:
            let open = ports.filter { outcomes.isLetIn(at: $0) }
            let isUnlimited = open.contains { !limitsPlaintext(at: $0, of: group) }
            add(outline.identity.wanted, .neverDenies, open, isWhole: isWhole && isUnlimited)
            let meant = ports.filter { port in
              // By default nobody decided to take plain text.
              (mode == .DISABLE || port.isModeWritten && !outline.identity.meansNone)
                && !outcomes.isRefused(at: port)
            }
            add(outline.identity.unwanted, .alwaysDenies, meant, isWhole: isWhole)
          case .ALLOW:
            if !outline.identity.meansNone {
              let open = ports.filter { outcomes.isLetIn(at: $0) }
              add(outline.identity.unwanted, .alwaysAllows, open, isWhole: isWhole)
            }
            guard let useful, outline.needsIdentity else { continue }
            let isUseful = useful.contains(RuleKey(policy: policy, rule: number))
            let harmed = isUseful ? ports.filter { outcomes.isRefused(at: $0) } : ports
            add(outline.identity.wanted, .neverAllows, harmed, isWhole: true)
          case .AUDIT, .CUSTOM: break
          }
        }
      }
    }
    return collection.findings
  }

  /// The ALLOW rules that want an identity and are in force at some port of another mode.
  private func rulesWithIdentities(besides mode: ServerMode.Mode) -> Set<RuleKey> {
    var found: Set<RuleKey> = []
    for group in groups {
      for policy in group.policies where policies[policy].action == .ALLOW {
        for number in outlines[policy].rules(for: group) {
          let key = RuleKey(policy: policy, rule: number)
          let outline = outlines[policy].rules[number]
          guard outline.needsIdentity, !found.contains(key) else { continue }
          if enforcingPorts(of: outline, .ALLOW, in: group).contains(where: { $0.mode != mode }) { found.insert(key) }
        }
      }
    }
    return found
  }

  /// The ports at which a rule is enforced: an ALLOW rule about requests is not at those that take connections.
  private func enforcingPorts(
    of outline: RuleOutline, _ action: AuthorizationPolicy.Action, in group: ServerGroup
  ) -> [ServerPort] {
    let all = ports(of: outline, in: group)
    guard action == .ALLOW, outline.requestClause != nil else { return all }
    return all.filter { $0.reading != .connection }
  }
}

/// A rule by its place among the outlines.
struct RuleKey: Hashable { var policy, rule: Int }

extension RuleOutline {
  fileprivate var needsIdentity: Bool { identity.wanted != nil && !identity.isOptional }
}

/// Whether clients without identity reach the ports of a group, as far as rules about identities decide it. Answers are
/// kept, since each rule of a policy asks for the same ports.
private struct PlaintextOutcomes {
  private let survey: AuthorizationSurvey
  private let group: ServerGroup
  private var refused: [Int: Bool] = [:]
  private var letIn: [Int: Bool] = [:]

  init(_ survey: AuthorizationSurvey, _ group: ServerGroup) {
    self.survey = survey
    self.group = group
  }

  /// Whether no ALLOW policy lets any of them in.
  mutating func isRefused(at port: ServerPort) -> Bool {
    if let known = refused[port.number] { return known }
    let answer = survey.refusesAll(at: port, of: group, withoutIdentity: true)
    refused[port.number] = answer
    return answer
  }

  mutating func isLetIn(at port: ServerPort) -> Bool {
    if let known = letIn[port.number] { return known }
    let answer = !isRefused(at: port) && !survey.deniesPlaintext(at: port, of: group)
    letIn[port.number] = answer
    return answer
  }
}

/// Findings by policy and effect.
private struct Collection {
  private struct Key: Hashable {
    var policy: Int
    var effect: ClauseEffect
  }

  private var found: [Key: IdentityOnPlaintext] = [:]

  mutating func add(
    _ policy: Int, _ clause: Located<String>, _ effect: ClauseEffect, _ place: PolicyPlace, isWhole: Bool
  ) {
    let start = IdentityOnPlaintext(policy: policy, clause: clause, effect: effect, places: [], isWhole: false)
    found[Key(policy: policy, effect: effect), default: start].add(place, isWhole: isWhole)
  }

  /// In the order of the policies.
  var findings: [IdentityOnPlaintext] {
    found.values.sorted { ($0.policy, $0.effect) < ($1.policy, $1.effect) }
  }
}

extension IdentityOnPlaintext {
  fileprivate mutating func add(_ place: PolicyPlace, isWhole: Bool) {
    self.isWhole = self.isWhole || isWhole
    places.add(place)
  }
}
