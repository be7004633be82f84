package import MeshModel

/// Settings of a DestinationRule that are in force for nobody because of another rule for the same host.
package struct LostSettings: Sendable {
  /// How the other rule came to count.
  package enum Cause: Sendable {
    /// Istio merged the two, and kept what the first one said.
    case merged
    /// Istio kept the two apart, and the last one counts alone.
    case replaced
    /// Istio merged the rule into one that selects workloads, for which alone it holds now.
    case absorbed
  }

  /// The rule that loses, as an index into ``EffectiveMesh/destinationRules``.
  package var rule: Int
  /// The rule that counts.
  package var winner: Int
  package var cause: Cause
  package var losesPolicy: Bool
  package var lostSubsets: [DestinationRule.Subset]
}

extension EffectiveMesh {
  /// What is lost where several rules of one namespace name the same host, at most once for each rule.
  ///
  /// Only what counts nowhere is lost: a rule that another one replaces for some clients, and not for others, may be
  /// meant so.
  package func lostSettings() -> [LostSettings] {
    let index = destinationRuleIndex
    let lists =
      index.local.values.flatMap { $0.values.map { (entries: $0, isLocal: true) } }
      + index.exported.values.flatMap { $0.values.map { (entries: $0, isLocal: false) } }
      + index.rootPrivate.values.map { (entries: $0, isLocal: true) }
    let crowded = lists.filter { $0.entries.count > 1 || $0.entries[0].rules.count > 1 }
    guard !crowded.isEmpty else { return [] }
    var kept = Kept()
    for list in lists { kept.add(list.entries, isLocal: list.isLocal, destinationRules) }
    var lost: [Int: LostSettings] = [:]
    for list in crowded {
      for rule in Set(list.entries.flatMap(\.rules)) {
        guard let found = loss(of: rule, in: list.entries, kept), lost[rule].map({ found.winner < $0.winner }) ?? true
        else { continue }
        lost[rule] = found
      }
    }
    return lost.sorted { $0.key < $1.key }.map(\.value)
  }

  private func loss(of index: Int, in entries: [ConsolidatedRule], _ kept: Kept) -> LostSettings? {
    let rule = destinationRules[index]
    let losesPolicy = rule.trafficPolicy != nil && !kept.policies.contains(index)
    let subsets = rule.subsets.filter { !kept.subsets.contains(.init(rule: index, name: $0.name.value)) }
    guard losesPolicy || !subsets.isEmpty else { return nil }
    let isSelective = rule.workloadSelector != nil
    // The entries that could have been the rule's own.
    let own = entries.filter { ($0.selector != nil) == isSelective }
    let winner: (Int, LostSettings.Cause)?
    if !own.contains(where: { $0.rules.contains(index) }) {
      winner = entries.first { $0.rules.contains(index) }?.rules.first.map { ($0, .absorbed) }
    } else if let last = own.last, !isSelective, !last.rules.contains(index) {
      winner = last.rules.first.map { ($0, .replaced) }
    } else {
      winner = own.last { $0.rules.contains(index) }.flatMap { entry in
        if losesPolicy, let policy = entry.trafficPolicy, policy.rule != index { return (policy.rule, .merged) }
        return entry.subsets.first { kept in subsets.contains { $0.name.value == kept.subset.name.value } }
          .flatMap { $0.rule == index ? nil : ($0.rule, .merged) }
      }
    }
    return winner.map {
      LostSettings(rule: index, winner: $0.0, cause: $0.1, losesPolicy: losesPolicy, lostSubsets: subsets)
    }
  }
}

/// What counts for at least one client.
private struct Kept {
  struct Subset: Hashable {
    var rule: Int
    var name: String
  }

  var policies: Set<Int> = []
  var subsets: Set<Subset> = []

  mutating func add(_ entries: [ConsolidatedRule], isLocal: Bool, _ rules: [DestinationRule]) {
    for (position, entry) in entries.enumerated() {
      // What a rule without selector gave to one with a selector does not hold for the others.
      func isOfItsKind(_ rule: Int) -> Bool { (rules[rule].workloadSelector != nil) == (entry.selector != nil) }
      let later = entries[(position + 1)...].filter { $0.selector == nil }
      if entry.selector == nil, isLocal ? !later.isEmpty : entry.isHidden(by: later) { continue }
      if let policy = entry.trafficPolicy, isOfItsKind(policy.rule) { policies.insert(policy.rule) }
      for (subset, rule) in entry.subsets where isOfItsKind(rule) {
        subsets.insert(Subset(rule: rule, name: subset.name.value))
      }
    }
  }
}

extension ConsolidatedRule {
  /// Whether every other namespace that sees this rule sees one of `later` too, which then counts.
  fileprivate func isHidden(by later: [ConsolidatedRule]) -> Bool {
    if later.contains(where: \.isExportedToAll) { return true }
    guard !isExportedToAll else { return false }
    let others = exportTo.subtracting([".", namespace])
    return others.allSatisfy { name in later.contains { $0.isExported(to: name) } }
  }
}
