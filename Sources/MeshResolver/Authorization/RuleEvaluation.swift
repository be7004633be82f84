package import MeshModel

/// What a rule of a policy says to a request.
package enum RuleOutcome: Sendable {
  case matches
  /// Clauses that do not hold: one of each alternative that was tried.
  case misses([Clause])
  /// The rule is not in force here: an ALLOW rule that names what the proxy cannot see on this connection.
  case dropped(Clause)
  /// Nothing of the rule is in force here, so that it never matches.
  case empty
  /// A condition has a key that Istio does not know.
  case invalid
}

/// Compares requests with rules as Envoy's RBAC filter does with what `pilot/pkg/security/authz/model/model.go` makes
/// of them.
struct RuleEvaluation {
  let facts: RequestFacts
  let trustDomains: TrustDomains

  /// `action`: That of the policy; an ALLOW rule with clauses for requests is dropped on a plain connection, while any
  /// other loses those clauses and gets wider.
  func outcome(
    of rule: AuthorizationPolicy.Rule, _ action: AuthorizationPolicy.Action, namespace: String
  ) -> RuleOutcome {
    guard let clauses = rule.clauses else { return .invalid }
    let isConnection = facts.http == nil
    if isConnection, action == .ALLOW, let clause = clauses.all.first(where: \.attribute.isHTTPOnly) {
      return .dropped(clause)
    }
    func failing(_ all: [Clause]) -> Clause? {
      all.first { clause in
        !(isConnection && clause.attribute.isHTTPOnly) && !facts.satisfy(clause, in: namespace, trustDomains)
      }
    }
    return Self.outcome(of: clauses, failing)
  }

  /// The rule as ztunnel reads it (`pilot/pkg/serviceregistry/ambient/authorization.go`): what only an HTTP proxy can
  /// see drops an ALLOW rule, and is left out of a DENY rule, of which an alternative without anything left never
  /// matches. Trust domains are not rewritten.
  func outcomeInAmbient(
    of rule: AuthorizationPolicy.Rule, _ action: AuthorizationPolicy.Action, namespace: String
  ) -> RuleOutcome {
    guard let clauses = rule.clauses else { return .invalid }
    if action == .ALLOW, let clause = clauses.all.first(where: { !$0.isForZtunnel }) { return .dropped(clause) }
    let isLost = { (all: [Clause]) in !all.isEmpty && !all.contains(where: \.isEnforcedByZtunnel) }
    var reduced = clauses
    reduced.sources = clauses.sources.filter { !isLost($0) }
    reduced.operations = clauses.operations.filter { !isLost($0) }
    guard !reduced.sources.isEmpty, !reduced.operations.isEmpty,
      clauses.conditions.allSatisfy(\.isEnforcedByZtunnel)
    else { return .empty }
    return Self.outcome(of: reduced) { all in
      all.first { $0.isEnforcedByZtunnel && !facts.satisfy($0, in: namespace, trustDomains) }
    }
  }

  private static func outcome(of clauses: RuleClauses, _ failing: ([Clause]) -> Clause?) -> RuleOutcome {
    if let condition = failing(clauses.conditions) { return .misses([condition]) }
    for alternatives in [clauses.sources, clauses.operations] {
      let failures = alternatives.compactMap(failing)
      if failures.count == alternatives.count { return .misses(failures) }
    }
    return .matches
  }
}

extension Clause {
  /// Whether ztunnel takes the clause, or passes over it in silence; the others count as HTTP attributes there.
  var isForZtunnel: Bool { isEnforcedByZtunnel || name.value == "trustDomains" || name.value == "notTrustDomains" }

  /// Whether ztunnel compares it.
  var isEnforcedByZtunnel: Bool {
    switch attribute {
    case .principal, .namespace, .sourceIP, .destinationIP, .port: true
    case .serviceAccount: name.value != "source.serviceAccount"
    case .trustDomain, .remoteIP, .sni, .host, .method, .path, .header, .requestPrincipal, .claim, .filterMetadata:
      false
    }
  }
}
