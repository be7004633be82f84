import MeshModel

/// Asks the policies of one proxy about one request, in the order of Istio's filters: CUSTOM, DENY, ALLOW
/// (`pilot/pkg/security/authz/builder/builder.go`). Tokens are read between the first two.
struct PolicyEvaluation {
  let mesh: EffectiveMesh
  /// The policies in force, as indexes into those of ``EffectiveMesh/authorizationPolicyIndex``.
  let policies: [Int]
  let isAmbient: Bool
  private(set) var considered: [Verdict.Considered] = []

  init(_ mesh: EffectiveMesh, policies: [Int], isAmbient: Bool = false) {
    self.mesh = mesh
    self.policies = policies
    self.isAmbient = isAmbient
  }

  private func policies(_ action: AuthorizationPolicy.Action) -> [Int] {
    policies.filter { mesh.authorizationPolicyIndex.policies[$0].action == action }
  }

  /// What the CUSTOM policies decide; nil where none matches.
  mutating func custom(_ facts: RequestFacts) -> Verdict? {
    let custom = policies(.CUSTOM)
    guard !custom.isEmpty, !isAmbient else { return nil }
    let problem = mesh.problem(withProvidersOf: custom)
    // A provider that speaks HTTP is left out on connections.
    let provider = mesh.authorizationPolicyIndex.policies[custom[0]].provider
    let isHTTP =
      mesh.settings.extensionProviders?.first { $0.name.value == provider?.value }?.kind == "envoyExtAuthzHttp"
    if problem == nil, facts.http == nil, isHTTP { return nil }
    guard let (policy, rule) = match(custom, facts) else { return nil }
    let name = goQuoted(mesh.authorizationPolicyIndex.policies[policy].provider?.value ?? "")
    return decided(
      problem.map { Verdict(.deny, "CUSTOM matches, and \($0)") } ?? Verdict(.custom, "the provider \(name) is asked"),
      by: policy, rule)
  }

  /// What the DENY and ALLOW policies decide; the AUDIT policies decide nothing.
  mutating func local(_ facts: RequestFacts) -> Verdict {
    _ = match(policies(.AUDIT), facts, isShadow: true)
    if let (policy, rule) = match(policies(.DENY), facts) {
      return decided(Verdict(.deny, "a DENY policy matches"), by: policy, rule)
    }
    let allowing = policies(.ALLOW)
    if let (policy, rule) = match(allowing, facts) {
      return decided(Verdict(.allow, "an ALLOW policy matches"), by: policy, rule)
    }
    let enforced = allowing.filter { !mesh.authorizationPolicyIndex.policies[$0].isDryRun }
    guard let first = enforced.first else { return Verdict(.allow, "no ALLOW policy is in force, and no DENY matches") }
    var verdict = Verdict(.deny, "ALLOW policies are in force, and none matches")
    if enforced.count == 1 { verdict.policy = first }
    return verdict
  }

  private func decided(_ verdict: Verdict, by policy: Int, _ rule: Int) -> Verdict {
    var verdict = verdict
    verdict.policy = policy
    verdict.rule = rule
    return verdict
  }

  /// The first rule that matches of the policies that are enforced.
  ///
  /// `isShadow`: Whether the policies are only evaluated for the log; nil where each says so itself.
  private mutating func match(
    _ policies: [Int], _ facts: RequestFacts, isShadow: Bool? = nil
  ) -> (policy: Int, rule: Int)? {
    var found: (policy: Int, rule: Int)?
    let evaluation = RuleEvaluation(
      facts: facts, trustDomains: isAmbient ? .unchanged : TrustDomains(mesh.settings))
    for index in policies {
      let policy = mesh.authorizationPolicyIndex.policies[index]
      let isShadow = isShadow ?? policy.isDryRun
      var outcomes: [RuleOutcome] = []
      for rule in policy.rules ?? [] {
        outcomes.append(
          isAmbient
            ? evaluation.outcomeInAmbient(of: rule, policy.action, namespace: policy.namespace)
            : evaluation.outcome(of: rule, policy.action, namespace: policy.namespace))
        if case .matches = outcomes[outcomes.count - 1] { break }
      }
      let result = Verdict.Considered(policy: index, outcomes: outcomes, isShadow: isShadow)
      considered.append(result)
      if !isShadow, found == nil, let rule = result.matched { found = (index, rule) }
    }
    return found
  }
}

extension PolicyEvaluation {
  /// The verdict of both filters; what the second says counts where the first only asks somebody.
  func result(_ custom: Verdict?, then local: Verdict) -> Verdict {
    var verdict = local
    if let custom, custom.decision == .deny || local.decision == .allow { verdict = custom }
    verdict.considered = considered
    return verdict
  }
}
