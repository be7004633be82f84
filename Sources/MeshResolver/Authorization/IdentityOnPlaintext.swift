package import MeshModel

/// What a rule comes to where its clause never holds, or always.
package enum ClauseEffect: Hashable, Sendable { case neverAllows, neverDenies, alwaysAllows, alwaysDenies }

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
    struct Key: Hashable {
      var policy: Int
      var effect: ClauseEffect
    }
    struct RuleKey: Hashable { var policy, outline: Int }
    var found: [Key: IdentityOnPlaintext] = [:]
    func add(_ policy: Int, _ clause: Located<String>, _ effect: ClauseEffect, _ place: PolicyPlace, isWhole: Bool) {
      guard !place.ports.isEmpty else { return }
      let start = IdentityOnPlaintext(policy: policy, clause: clause, effect: effect, places: [], isWhole: false)
      found[Key(policy: policy, effect: effect), default: start].add(place, isWhole: isWhole)
    }
    var live: Set<RuleKey> = []
    var refusing: [(rule: RuleKey, clause: Located<String>, all: PolicyPlace, harmed: PolicyPlace)] = []
    for group in groups {
      func isRefused(_ port: ServerPort) -> Bool { refusesAll(at: port, of: group, withoutIdentity: true) }
      func isLetIn(_ port: ServerPort) -> Bool { !isRefused(port) && !deniesPlaintext(at: port, of: group) }
      func place(_ ports: [ServerPort]) -> PolicyPlace { PolicyPlace(group, ports) }
      for policy in group.policies where [.ALLOW, .DENY].contains(policies[policy].action) {
        for (number, outline) in outlines[policy].rules.enumerated() where outline.identity.isAskedFor {
          let all = ports(of: outline, in: group)
          let ports = all.filter { $0.mode == mode }
          let isWhole = ports.count == all.count
          switch policies[policy].action {
          case .DENY:
            if let clause = outline.identity.wanted {
              let open = ports.filter(isLetIn)
              let isUnlimited = open.contains { !limitsPlaintext(at: $0, of: group) }
              add(policy, clause, .neverDenies, place(open), isWhole: isWhole && isUnlimited)
            }
            if let clause = outline.identity.unwanted {
              // By default nobody decided to take plain text.
              let isMeant = { (port: ServerPort) in
                mode == .DISABLE || port.isModeWritten && !outline.identity.meansNone
              }
              add(
                policy, clause, .alwaysDenies, place(ports.filter { isMeant($0) && !isRefused($0) }), isWhole: isWhole)
            }
          default:
            if let clause = outline.identity.unwanted, !outline.identity.meansNone {
              add(policy, clause, .alwaysAllows, place(ports.filter(isLetIn)), isWhole: isWhole)
            }
            guard let clause = outline.identity.wanted, !outline.identity.isOptional else { continue }
            let rule = RuleKey(policy: policy, outline: number)
            if !isWhole { live.insert(rule) }
            refusing.append((rule, clause, place(ports), place(ports.filter(isRefused))))
          }
        }
      }
    }
    // Beside mutual TLS the rule serves its purpose for those who use that.
    for (rule, clause, all, harmed) in refusing where mode == .DISABLE {
      add(rule.policy, clause, .neverAllows, live.contains(rule) ? harmed : all, isWhole: true)
    }
    return found.values.sorted { ($0.policy, $0.effect.rank) < ($1.policy, $1.effect.rank) }
  }
}

extension IdentityOnPlaintext {
  fileprivate mutating func add(_ place: PolicyPlace, isWhole: Bool) {
    self.isWhole = self.isWhole || isWhole
    places.add(place)
  }
}

extension ClauseEffect {
  var rank: Int {
    switch self {
    case .neverAllows: 0
    case .neverDenies: 1
    case .alwaysAllows: 2
    case .alwaysDenies: 3
    }
  }
}
