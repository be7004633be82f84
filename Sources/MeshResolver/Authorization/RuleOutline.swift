package import MeshModel

/// What of a rule decides where it is in force and whom it can match: its ports, and whether it looks at the client's
/// identity or at requests. Values of other attributes are left out, so that it is small whatever the rule lists.
package struct RuleOutline: Sendable {
  /// An alternative that names what only an HTTP filter can check, and where it is for.
  package struct Widening: Sendable {
    /// The field or `when` key that is lost on a plain connection.
    package var clause: Located<String>
    package var ports: PortLimit
  }

  /// What a rule asks of something that a client may lack: its identity, or its token.
  package struct Proof: Sendable {
    /// The first field or `when` key that wants one of some.
    package var wanted: Located<String>?
    /// The first that wants none of some, in an alternative that wants nothing else of it: who has none passes.
    package var unwanted: Located<String>?
    /// Whether that is for all of them, so that somebody thought of those who have none.
    package var meansNone = false
    /// Whether somebody without it may match.
    package var isOptional: Bool

    package var isAskedFor: Bool { wanted != nil || unwanted != nil }
  }

  /// The ports of the workload at which the rule can match.
  package var ports: PortLimit
  /// The lowest of them; nil where they are all but some.
  var lowestPort: Int?
  /// The first field or `when` key that only an HTTP filter can check; nil where there is none.
  package var requestClause: Located<String>?
  /// What gets wider where those clauses are lost.
  package var widenings: [Widening] = []
  /// The ports of all of ``widenings``.
  package var widenedPorts = PortLimit.none
  /// The ports at which the rule matches every connection once those clauses are lost.
  package var wholePorts = PortLimit.none
  /// What the rule asks of the client's identity.
  package var identity: Proof
  /// What the rule asks of the token.
  package var token: Proof
  /// The ports at which every client without identity matches.
  package var plaintextPorts = PortLimit.none

  /// Nil for a rule that Istio skips.
  init?(_ rule: AuthorizationPolicy.Rule) {
    guard let clauses = rule.clauses else { return nil }
    let conditionPorts = PortLimit(clauses.conditions)
    let operationPorts = clauses.operations.map { PortLimit($0).intersection(conditionPorts) }
    ports = PortLimit(anyOf: operationPorts)
    if case .only(let numbers) = ports { lowestPort = numbers.min() }
    let all = clauses.all
    requestClause = all.first(where: \.attribute.isHTTPOnly)?.name

    identity = Proof(clauses, by: \.needsMutualTLS)
    token = Proof(clauses, by: \.isOfToken)
    let passesPlaintext = { (clause: Clause) in clause.attribute.needsMutualTLS && clause.isNegated }
    if clauses.sources.contains(where: { $0.allSatisfy(passesPlaintext) }),
      clauses.conditions.allSatisfy({ passesPlaintext($0) || $0.attribute == .port })
    {
      plaintextPorts = Self.ports(clauses.operations, operationPorts) { $0.attribute == .port }
    }
    if requestClause != nil {
      let isRequest = { (clause: Clause) in clause.attribute.isHTTPOnly }
      if let clause = clauses.sources.joined().first(where: isRequest) ?? clauses.conditions.first(where: isRequest) {
        widenings.append(Widening(clause: clause.name, ports: ports))
      }
      for (operation, ports) in zip(clauses.operations, operationPorts) {
        guard let clause = operation.first(where: isRequest) else { continue }
        widenings.append(Widening(clause: clause.name, ports: ports))
      }
      widenedPorts = PortLimit(anyOf: widenings.map(\.ports))
      let isLost = { (clause: Clause) in isRequest(clause) || clause.attribute == .port }
      if clauses.sources.contains(where: { $0.allSatisfy(isRequest) }), clauses.conditions.allSatisfy(isLost) {
        wholePorts = Self.ports(clauses.operations, operationPorts, where: isLost)
      }
    }
  }

  /// The ports of those operations whose clauses are all of a kind.
  private static func ports(
    _ operations: [[Clause]], _ limits: [PortLimit], where isWanted: (Clause) -> Bool
  ) -> PortLimit {
    PortLimit(anyOf: zip(operations, limits).filter { $0.0.allSatisfy(isWanted) }.map(\.1))
  }
}

extension RuleOutline.Proof {
  /// `isMeant`: Whether an attribute is read from it.
  fileprivate init(_ clauses: RuleClauses, by isMeant: (RequestAttribute) -> Bool) {
    func wants(_ clause: Clause) -> Bool { !clause.isNegated && isMeant(clause.attribute) }
    wanted = (clauses.sources.joined() + clauses.conditions).first(where: wants)?.name
    let open = clauses.conditions.contains(where: wants) ? [] : clauses.sources.filter { !$0.contains(where: wants) }
    isOptional = !open.isEmpty
    guard isOptional else { return }
    let unwanted = (open.joined() + clauses.conditions).filter { isMeant($0.attribute) }
    let clause = unwanted.first { !$0.isForEveryValue } ?? unwanted.first
    self.unwanted = clause?.name
    meansNone = clause?.isForEveryValue ?? false
  }
}

extension Clause {
  fileprivate var isForEveryValue: Bool { values.contains { $0.value == "*" } }
}

extension RequestAttribute {
  /// Whether it is read from a token.
  var isOfToken: Bool {
    switch self {
    case .requestPrincipal, .claim: true
    default: false
    }
  }
}

extension RuleOutline {
  /// What makes two outlines the same to everybody who asks, places left out.
  fileprivate struct Kind: Hashable {
    var ports, widenedPorts, wholePorts, plaintextPorts: PortLimit
    var flags: [Bool]
  }

  fileprivate var kind: Kind {
    Kind(
      ports: ports, widenedPorts: widenedPorts, wholePorts: wholePorts, plaintextPorts: plaintextPorts,
      flags: [
        requestClause != nil, identity.wanted != nil, identity.unwanted != nil, identity.meansNone, identity.isOptional,
        token.wanted != nil, token.unwanted != nil, token.meansNone, token.isOptional,
      ])
  }
}

/// What of a policy decides where it is in force.
package struct PolicyOutline: Sendable {
  /// Of rules that are alike the first; none for a policy that is not enforced.
  package var rules: [RuleOutline]
  /// The rules that are for all ports but some, and those that are for a port, as indexes into ``rules``.
  private var unlimited: [Int]
  private var byPort: [Int: [Int]]
  /// The ports at which some rule may match, and may match a client without identity.
  var ports, plaintextPorts: PortLimit
  /// The same where a connection is read as such; for an ALLOW policy, whose rules about requests are dropped there.
  var connectionPorts, plaintextConnectionPorts: PortLimit
  /// The ports at which some rule matches every client without identity.
  var allPlaintextPorts: PortLimit

  init(_ policy: AuthorizationPolicy) {
    var seen: Set<RuleOutline.Kind> = []
    rules =
      policy.isDryRun
      ? [] : (policy.rules ?? []).compactMap(RuleOutline.init).filter { seen.insert($0.kind).inserted }
    (unlimited, byPort) = ([], [:])
    for (index, rule) in rules.enumerated() {
      switch rule.ports {
      case .allBut: unlimited.append(index)
      case .only(let numbers): for number in numbers { byPort[number, default: []].append(index) }
      }
    }
    let onConnections = rules.filter { $0.requestClause == nil }
    ports = PortLimit(anyOf: rules.map(\.ports))
    plaintextPorts = PortLimit(anyOf: rules.filter(\.identity.isOptional).map(\.ports))
    connectionPorts = PortLimit(anyOf: onConnections.map(\.ports))
    plaintextConnectionPorts = PortLimit(anyOf: onConnections.filter(\.identity.isOptional).map(\.ports))
    allPlaintextPorts = PortLimit(anyOf: rules.map(\.plaintextPorts))
  }

  /// The rules that may be in force for a group, as indexes into ``rules``, ascending. Where nobody declares a port,
  /// all of them may be.
  func rules(for group: ServerGroup) -> [Int] {
    guard !group.declaresNone else { return Array(rules.indices) }
    guard !byPort.isEmpty else { return unlimited }
    return Set(unlimited + group.ports.flatMap { byPort[$0.number] ?? [] }).sorted()
  }
}
