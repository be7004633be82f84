import Diagnostics
package import MeshModel

/// The requests that a rule matches, as Envoy's filter keeps them: any of the sources together with any of the
/// operations. Conditions are part of every source or operation, by what they look at.
struct RuleSet: Sendable {
  var sources: [RequestSet]
  var operations: [RequestSet]

  /// `keeps`: Which clauses are in force; those about requests are not on a plain connection.
  init(
    _ clauses: RuleClauses, policyNamespace: String, trustDomains: TrustDomains,
    keeps: (Clause) -> Bool = { _ in true }
  ) {
    func set(_ clauses: [Clause]) -> RequestSet {
      RequestSet(clauses.filter(keeps), policyNamespace: policyNamespace, trustDomains: trustDomains)
    }
    sources = clauses.sources.map { set($0 + clauses.conditions.filter { !$0.attribute.isOfOperation }) }
    operations = clauses.operations.map { set($0 + clauses.conditions.filter(\.attribute.isOfOperation)) }
  }

  var isEmpty: Proof { [sources, operations].proveAny { $0.proveAll(\.isEmpty) } }

  /// Whether every request of the rule matches another one too.
  func isContained(in other: RuleSet) -> Proof {
    if isEmpty == .yes { return .yes }
    // Several alternatives together may hold what no single one does, so that a "no" proves nothing.
    let pairs = [(sources, other.sources), (operations, other.operations)]
    let isProven = pairs.allSatisfy { own, other in
      own.allSatisfy { set in other.contains { set.isContained(in: $0) == .yes } }
    }
    if isProven { return .yes }
    guard isEmpty == .no, pairs.allSatisfy({ $0.1.count == 1 }) else { return .unknown }
    return pairs.proveAll { own, other in
      own.proveAll { set in
        set.isEmpty == .yes ? .yes : set.isContained(in: other[0])
      }
    }
  }

  func overlaps(_ other: RuleSet) -> Proof {
    [(sources, other.sources), (operations, other.operations)].proveAll { own, other in
      own.proveAny { set in other.proveAny(set.overlaps) }
    }
  }
}

extension [Clause] {
  /// Whether two clauses look at the same attribute, or both at the identity.
  fileprivate var hasTwoOfOneDimension: Bool {
    guard count > 1 else { return false }
    return indices.contains { index in
      let dimension = RequestSet.Dimension(self[index].attribute)
      return self[..<index].contains { RequestSet.Dimension($0.attribute) == dimension }
    }
  }
}

extension RequestAttribute {
  /// Whether Istio compares it with the operations, and not with the sources
  /// (`pilot/pkg/security/authz/model/model.go` New).
  var isOfOperation: Bool {
    switch self {
    case .destinationIP, .port, .sni, .filterMetadata, .host, .method, .path: true
    default: false
    }
  }
}

/// Why a rule, or a part of it, matches nothing.
package struct Contradiction: Sendable {
  /// Clauses that cannot hold together; one that cannot hold by itself stands alone.
  package var clauses: [Clause]
  /// A value without which the rule would match the same; nil where nothing matches.
  package var value: Located<String>?
}

extension RuleClauses {
  /// What of the rule matches nothing, each alternative by itself, because clauses exclude each other: all they say
  /// together, or else single values.
  func contradictions(policyNamespace: String, trustDomains: TrustDomains) -> [Contradiction] {
    func set(_ clauses: [Clause]) -> RequestSet {
      RequestSet(clauses, policyNamespace: policyNamespace, trustDomains: trustDomains)
    }
    let sides = [
      (sources, conditions.filter { !$0.attribute.isOfOperation }),
      (operations, conditions.filter(\.attribute.isOfOperation)),
    ]
    return sides.flatMap { alternatives, conditions -> [Contradiction] in
      var found: [Contradiction] = []
      var deadConditions: [SourceSpan: Int] = [:]
      for alternative in alternatives where (alternative + conditions).hasTwoOfOneDimension {
        let groups = Dictionary(grouping: alternative + conditions) { RequestSet.Dimension($0.attribute) }
        for group in groups.values where group.count > 1 {
          let isInhabited = Self.isInhabited(group, set, policyNamespace: policyNamespace, trustDomains)
          if !isInhabited, set(group).isEmpty == .yes {
            found.append(Contradiction(clauses: Self.smallestEmpty(group, set)))
            continue
          }
          for dead in Self.deadValues(of: group, set, policyNamespace: policyNamespace, trustDomains) {
            // A condition holds beside every alternative, and one of them is enough to make its value useful.
            guard let value = dead.value, conditions.contains(where: { $0.name.span == dead.clauses[0].name.span })
            else {
              found.append(dead)
              continue
            }
            deadConditions[value.span, default: 0] += 1
            if deadConditions[value.span] == alternatives.count { found.append(dead) }
          }
        }
      }
      return found
    }
  }

  /// A clause or a pair of clauses that nothing meets, or else all of them.
  private static func smallestEmpty(_ group: [Clause], _ set: ([Clause]) -> RequestSet) -> [Clause] {
    if let single = group.first(where: { set([$0]).isEmpty == .yes }) { return [single] }
    for (position, clause) in group.enumerated() {
      if let other = group[(position + 1)...].first(where: { set([clause, $0]).isEmpty == .yes }) {
        return [clause, other]
      }
    }
    return group
  }

  /// Whether a value of the clause with the most of them provably meets the others. It mostly does, and then the set of
  /// them all is not needed.
  private static func isInhabited(
    _ group: [Clause], _ set: ([Clause]) -> RequestSet, policyNamespace: String, _ trustDomains: TrustDomains
  ) -> Bool {
    let positive = group.indices.filter { !group[$0].isNegated }
    guard let position = positive.max(by: { group[$0].values.count < group[$1].values.count }) else { return false }
    let rest = set(Array(group[..<position] + group[(position + 1)...]))
    var single = group[position]
    return group[position].values.contains { value in
      single.values = [value]
      return rest.meets(single, policyNamespace: policyNamespace, trustDomains: trustDomains) == .yes
    }
  }

  /// Values of a clause that another clause of the group excludes. Where a value means nothing by itself, that is
  /// another matter.
  private static func deadValues(
    of group: [Clause], _ set: ([Clause]) -> RequestSet, policyNamespace: String, _ trustDomains: TrustDomains
  ) -> [Contradiction] {
    group.enumerated().flatMap { position, clause -> [Contradiction] in
      guard !clause.isNegated, clause.values.count > 1 else { return [] }
      let others = Array(group[..<position] + group[(position + 1)...])
      let rest = set(others)
      return clause.values.compactMap { value in
        var single = clause
        single.values = [value]
        guard rest.meets(single, policyNamespace: policyNamespace, trustDomains: trustDomains) == .no,
          set([single]).isEmpty == .no
        else { return nil }
        let opposing = others.first { set([single, $0]).isEmpty == .yes }
        return Contradiction(clauses: [clause] + (opposing.map { [$0] } ?? others), value: value)
      }
    }
  }
}
