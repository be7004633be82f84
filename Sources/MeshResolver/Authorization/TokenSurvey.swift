package import MeshModel

/// A clause about tokens, in force where nothing reads them.
package struct ClauseWithoutToken: Sendable {
  /// An index into ``PolicyIndex/policies``.
  package var policy: Int
  /// The field or `when` key.
  package var clause: Located<String>
  package var effect: ClauseEffect
  /// Indexes into ``EffectiveMesh/workloads``; empty for a policy that names targets of which the input holds no pods.
  package var workloads: [Int]
}

/// A value of a policy for an issuer whose tokens nothing takes.
package struct UnknownIssuer: Sendable {
  /// An index into ``PolicyIndex/policies``.
  package var policy: Int
  package var value: Located<String>
  /// The issuers that are taken, in the order of their rules.
  package var known: [Located<String>]
}

/// A RequestAuthentication for workloads that let requests without token in.
package struct OptionalToken: Sendable {
  package var authentication: RequestAuthentication
  /// Indexes into ``EffectiveMesh/workloads``; empty where it names targets of which the input holds no pods.
  package var workloads: [Int]
  /// Whether the application gets each token or its content, so that it may decide itself.
  package var isPassedOn: Bool
}

/// Who reads tokens, and who asks for them. Both RequestAuthentications and policies decide at one proxy alone: what a
/// gateway read is unknown behind it (`pilot/pkg/security/authn/policy_applier.go` JwtFilter).
package struct TokenSurvey: Sendable {
  /// Workloads for which the same policies and RequestAuthentications are in force.
  private struct Group {
    var workloads: [Int] = []
    var policies: [Int]
    var authentications: [Int]
    /// Whether they have sidecars or gateways that see requests.
    var isEnforced: Bool
    var isGateway: Bool
  }

  private let survey: AuthorizationSurvey
  private let authentications: [RequestAuthentication]
  private let groups: [Group]
  /// Those of ``authentications`` that have rules, by their namespace, and those that name a Gateway.
  private let byNamespace: [String: [Int]]
  private let ofGateways: [Int]
  private let routesByClaims: Bool

  package init(_ survey: AuthorizationSurvey) {
    self.survey = survey
    let mesh = survey.mesh
    authentications = mesh.requestAuthenticationIndex.policies
    let withRules = authentications.indices.filter { [authentications] in !authentications[$0].jwtRules.isEmpty }
    byNamespace = Dictionary(grouping: withRules) { [authentications] in authentications[$0].namespace }
    ofGateways = withRules.filter { [authentications] in authentications[$0].targetRefs.nameGateway }
    routesByClaims = mesh.mesh.virtualServices.contains(where: \.matchesClaims)
    let asksForToken = survey.outlines.map { $0.rules.contains(where: \.token.isAskedFor) }
    guard !authentications.isEmpty || asksForToken.contains(true) else {
      groups = []
      return
    }
    struct Key: Hashable {
      var policies, authentications: [Int]
      var isEnforced, isGateway: Bool
    }
    var groups: [Group] = []
    var positions: [Key: Int] = [:]
    for workload in mesh.workloads.indices where !mesh.workloads[workload].isJob {
      let subject = mesh.policySubject(of: workload)
      let key = Key(
        policies: mesh.authorizationPolicyIndex.policies(for: subject)
          .filter { asksForToken[$0] || mesh.authorizationPolicyIndex.policies[$0].action != .AUDIT },
        authentications: mesh.requestAuthenticationIndex.policies(for: subject)
          .filter { !mesh.requestAuthenticationIndex.policies[$0].jwtRules.isEmpty },
        isEnforced: mesh.proxies[workload].presence == .sidecar && !mesh.readsNoRequests(workload),
        isGateway: survey.gateways.contains(workload))
      let position = positions[key] ?? groups.count
      if position == groups.count {
        positions[key] = position
        groups.append(
          Group(
            policies: key.policies, authentications: key.authentications, isEnforced: key.isEnforced,
            isGateway: key.isGateway))
      }
      groups[position].workloads.append(workload)
    }
    self.groups = groups
  }

  /// The RequestAuthentications that read tokens at gateways.
  package var atGateways: [RequestAuthentication] {
    let attached = Set(groups.lazy.filter(\.isGateway).flatMap(\.authentications))
    return authentications.enumerated()
      .filter { attached.contains($0.offset) || $0.element.targetRefs.nameGateway }.map(\.element)
  }

  // MARK: Clauses without tokens

  /// Clauses about tokens where no RequestAuthentication is in force, one for each policy and effect, in the order of
  /// the policies. Of a policy that is in force where tokens are read too, only what refuses or admits everybody
  /// counts.
  package func clausesWithoutTokens() -> [ClauseWithoutToken] {
    struct Key: Hashable {
      var policy: Int
      var effect: ClauseEffect
    }
    var found: [Key: ClauseWithoutToken] = [:]
    func add(_ policy: Int, _ clause: Located<String>, _ effect: ClauseEffect, _ workloads: [Int]) {
      let start = ClauseWithoutToken(policy: policy, clause: clause, effect: effect, workloads: [])
      found[Key(policy: policy, effect: effect), default: start].workloads += workloads
    }
    let served = Set(groups.lazy.filter { !$0.authentications.isEmpty }.flatMap(\.policies))
    for group in groups where group.authentications.isEmpty && group.isEnforced {
      let allowing = group.policies.filter { survey.policies[$0].action == .ALLOW }
      let refusesAll = !allowing.contains { survey.outlines[$0].rules.contains(where: \.token.isOptional) }
      for policy in group.policies {
        for (clause, effect) in effects(of: policy) {
          let isHarmful =
            switch effect {
            case .neverAllows: refusesAll
            case .neverDenies: false
            case .alwaysAllows, .alwaysDenies: true
            }
          if isHarmful || !served.contains(policy) { add(policy, clause, effect, group.workloads) }
        }
      }
    }
    let attached = Set(groups.lazy.flatMap(\.policies))
    for (policy, resource) in survey.policies.enumerated()
    where !resource.targetRefs.isEmpty && !attached.contains(policy)
      && authentications(near: resource.namespace).isEmpty
    {
      for (clause, effect) in effects(of: policy) { add(policy, clause, effect, []) }
    }
    return found.values.sorted { ($0.policy, $0.effect) < ($1.policy, $1.effect) }
  }

  /// What the clauses of a policy come to without tokens, the first of each kind.
  private func effects(of policy: Int) -> [(clause: Located<String>, effect: ClauseEffect)] {
    let all = survey.outlines[policy].rules.flatMap { rule -> [(Located<String>?, ClauseEffect)] in
      switch survey.policies[policy].action {
      case .ALLOW:
        [
          (rule.token.isOptional ? nil : rule.token.wanted, .neverAllows),
          (rule.token.meansNone ? nil : rule.token.unwanted, .alwaysAllows),
        ]
      case .DENY: [(rule.token.wanted, .neverDenies), (rule.token.unwanted, .alwaysDenies)]
      case .AUDIT, .CUSTOM: []
      }
    }
    var seen: Set<ClauseEffect> = []
    return all.compactMap { clause, effect in
      clause.flatMap { seen.insert(effect).inserted ? ($0, effect) : nil }
    }
  }

  /// The RequestAuthentications that may be in force for what a policy of a namespace names as its target, as indexes
  /// into ``authentications``.
  private func authentications(near namespace: String) -> [Int] {
    (byNamespace[namespace] ?? []) + (byNamespace[survey.mesh.settings.rootNamespace.value] ?? []) + ofGateways
  }

  // MARK: Issuers

  /// Values for tokens of issuers that no RequestAuthentication takes wherever the policy is in force, one for each
  /// policy and issuer, in the order of the text. Where no tokens are read at all, ``clausesWithoutTokens()`` speaks.
  package func unknownIssuers() -> [UnknownIssuer] {
    var rules: [Int: Set<Int>] = [:]
    for group in groups { for policy in group.policies { rules[policy, default: []].formUnion(group.authentications) } }
    return survey.policies.enumerated().flatMap { index, policy -> [UnknownIssuer] in
      guard survey.outlines[index].rules.contains(where: \.token.isAskedFor) else { return [] }
      var taking = rules[index] ?? []
      if !policy.targetRefs.isEmpty { taking.formUnion(authentications(near: policy.namespace)) }
      let known = taking.sorted().flatMap { authentications[$0].jwtRules }.map(\.issuer)
      // A rule without issuer takes tokens of any.
      guard !known.isEmpty, known.allSatisfy({ !($0?.value ?? "").isEmpty }) else { return [] }
      return unknownIssuers(of: index, known: known.compactMap { $0 })
    }
  }

  private func unknownIssuers(of policy: Int, known: [Located<String>]) -> [UnknownIssuer] {
    let names = Set(known.map(\.value))
    var seen: Set<TextPattern> = []
    var found: [UnknownIssuer] = []
    for clause in survey.policies[policy].clauses {
      for value in clause.values {
        let issuer: TextPattern? =
          switch clause.attribute {
          case .requestPrincipal: RequestPrincipalPattern(value.value).issuer
          case .claim(["iss"]): TextPattern(value.value)
          default: nil
          }
        guard let issuer, seen.insert(issuer).inserted else { continue }
        if case .exact(let name) = issuer, names.contains(name) { continue }
        guard !names.contains(where: issuer.matches) else { continue }
        found.append(UnknownIssuer(policy: policy, value: value, known: known))
      }
    }
    return found
  }

  // MARK: Optional tokens

  /// RequestAuthentications in force for workloads, none of which has a policy that asks for a token or leaves the
  /// decision to somebody else.
  package func optionalTokens() -> [OptionalToken] {
    var workloads: [Int: [Int]] = [:]
    var backed: Set<Int> = []
    for group in groups {
      let isDecided = group.policies.contains(where: decidesAboutTokens)
      for index in group.authentications {
        if isDecided {
          backed.insert(index)
        } else if group.isEnforced, !(group.isGateway && isReadBehind(authentications[index])) {
          workloads[index, default: []] += group.workloads
        }
      }
    }
    let attached = Set(groups.lazy.flatMap(\.authentications))
    let deciding = survey.policies.indices.filter(decidesAboutTokens).map { survey.policies[$0] }
    let decided = Set(deciding.map(\.namespace))
    let isDecidedAtGateways =
      deciding.contains(where: \.targetRefs.nameGateway) || decided.contains(survey.mesh.settings.rootNamespace.value)
    return authentications.enumerated().compactMap { index, authentication in
      guard !authentication.jwtRules.isEmpty, !backed.contains(index) else { return nil }
      if workloads[index] == nil {
        // Its targets may have no pods in the input.
        guard !authentication.targetRefs.isEmpty, !attached.contains(index), !isDecidedAtGateways,
          !decided.contains(authentication.namespace), !isReadBehind(authentication)
        else { return nil }
      }
      return OptionalToken(
        authentication: authentication, workloads: workloads[index] ?? [],
        isPassedOn: authentication.jwtRules.allSatisfy(\.isPassedOn))
    }
  }

  private func decidesAboutTokens(_ policy: Int) -> Bool {
    switch survey.policies[policy].action {
    case .CUSTOM: true
    case .ALLOW, .DENY: survey.outlines[policy].rules.contains(where: \.token.isAskedFor)
    case .AUDIT: false
    }
  }

  /// Whether a gateway's tokens are there for those behind it, or for choosing a route.
  private func isReadBehind(_ authentication: RequestAuthentication) -> Bool {
    routesByClaims || authentication.jwtRules.allSatisfy(\.isPassedOn)
  }
}

extension [ObjectReference] {
  fileprivate var nameGateway: Bool { contains { $0.kind?.value.hasPrefix("Gateway") ?? false } }
}

extension RequestAuthentication.JWTRule {
  fileprivate var isPassedOn: Bool {
    forwardOriginalToken?.value == true || outputPayloadToHeader != nil || !outputClaimToHeaders.isEmpty
  }
}

extension EffectiveMesh {
  /// Whether every port of a workload takes connections and no requests.
  fileprivate func readsNoRequests(_ workload: Int) -> Bool {
    guard !proxies[workload].isGateway else { return false }
    let ports = declaredPorts(of: workload)
    return !ports.isEmpty && ports.allSatisfy { inboundPort($0, of: workload).reading == .connection }
  }
}
