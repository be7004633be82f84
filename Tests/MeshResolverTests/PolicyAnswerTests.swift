import Diagnostics
import MeshModel
import Testing
import YAMLTree

@testable import MeshResolver

/// What is said about policies, held against the verdicts on requests of every shape.
@Suite struct `Answers about policies` {
  /// A mesh with one server behind ports of every kind, and random policies for it.
  private static func mesh(seed: UInt64) async throws -> EffectiveMesh {
    var rules = GeneratedRules(seed: seed)
    let modes = ["STRICT", "PERMISSIVE", "DISABLE"]
    let base = modes[rules.pick(3)]
    let exception = modes[rules.pick(3)]
    var documents = [
      "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}",
      "apiVersion: v1\nkind: Namespace\nmetadata: {name: istio-system}",
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: cart, namespace: shop}
      spec:
        template:
          metadata: {labels: {app: cart}}
          spec: {containers: [{ports: [{containerPort: 80}, {containerPort: 81}, {containerPort: 82}]}]}
      """,
      """
      apiVersion: v1
      kind: Service
      metadata: {name: cart, namespace: shop}
      spec:
        selector: {app: cart}
        ports: [{name: http, port: 80}, {name: tcp, port: 81}, {name: web, port: 82}]
      """,
      """
      apiVersion: security.istio.io/v1
      kind: PeerAuthentication
      metadata: {name: cart, namespace: shop}
      spec: {selector: {matchLabels: {app: cart}}, mtls: {mode: \(base)}, portLevelMtls: {82: {mode: \(exception)}}}
      """,
    ]
    if rules.pick(3) == 0 {
      documents.append(
        "apiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {name: cart, namespace: shop}\n"
          + "spec: {jwtRules: [{issuer: issuer.example.com}]}")
    }
    for index in 0..<(1 + rules.pick(3)) {
      let written = (0..<(1 + rules.pick(2))).map { _ in rules.next() }.joined(separator: ", ")
      documents.append(
        "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: p\(index), namespace: shop}\n"
          + "spec: {action: \(["ALLOW", "DENY"][rules.pick(2)]), rules: [\(written)]}")
    }
    let trees = try YAMLTree.parse(documents.joined(separator: "\n---\n"))
    return await EffectiveMesh(Mesh([Manifests(trees, file: FileID(0))]))
  }

  private static let requests: [Request] = {
    var all: [Request] = []
    for port in [80, 81, 82, 83] {
      for principal in [nil, "cluster.local/ns/shop/sa/web", "cluster.local/ns/pay/sa/web"] {
        for address in [[10, 0, 0, 1], [192, 0, 2, 1]] as [[UInt8]] {
          for wire in [Request.Wire.http, .tcp] {
            for method in wire == .tcp ? ["GET"] : ["GET", "PUT"] {
              for token in wire == .tcp ? [false] : [false, true] {
                var request = Request(to: .workload(0), port: port)
                (request.principal, request.sourceIP, request.wire, request.method) = (principal, address, wire, method)
                if token { request.token = Token(claims: ["iss": .text("issuer.example.com"), "sub": .text("a")]) }
                all.append(request)
              }
            }
          }
        }
      }
    }
    return all
  }()

  /// The rule in which a clause stands.
  private static func rule(of clause: Located<String>, in policy: AuthorizationPolicy) -> Int? {
    policy.rules?.firstIndex { $0.span.start <= clause.span.start && clause.span.end <= $0.span.end }
  }

  /// Whether a rule matches any client without identity.
  private static func matchesSomebody(_ rule: Int, of policy: AuthorizationPolicy, at ports: Set<Int>) -> Bool {
    requests.contains { request in
      guard ports.contains(request.port), let rule = policy.rules?[rule] else { return false }
      // The server reads no requests at its second port, and no connections at its first.
      guard request.wire == .tcp ? request.port != 80 : request.port != 81 else { return false }
      var facts = RequestFacts(
        sourceIP: request.sourceIP, remoteIP: request.sourceIP, port: request.port, sni: "")
      for header in ["b", "c"] where request.wire == .http {
        facts.http = RequestFacts.HTTP(method: request.method, path: "/b", headers: ["a": [header]])
        facts.http?.claims = request.token.map { .object($0.claims) }
        let evaluation = RuleEvaluation(facts: facts, trustDomains: TrustDomains(names: ["cluster.local"]))
        if case .matches = evaluation.outcome(of: rule, policy.action, namespace: policy.namespace) { return true }
      }
      guard request.wire == .tcp else { return false }
      let evaluation = RuleEvaluation(facts: facts, trustDomains: TrustDomains(names: ["cluster.local"]))
      if case .matches = evaluation.outcome(of: rule, policy.action, namespace: policy.namespace) { return true }
      return false
    }
  }

  @Test func `agree with the verdicts on requests`() async throws {
    var counts: [String: Int] = [:]
    for seed in 1...40 {
      let mesh = try await Self.mesh(seed: UInt64(seed))
      let survey = AuthorizationSurvey(mesh)
      let verdicts = Self.requests.map { ($0, mesh.verdict(on: $0)) }
      /// Whether a rule matches a request, nil where it was not compared.
      func matches(_ policy: Int, _ rule: Int, _ verdict: Verdict) -> Bool? {
        guard let considered = verdict.considered.first(where: { $0.policy == policy }),
          considered.outcomes.indices.contains(rule)
        else { return nil }
        if case .matches = considered.outcomes[rule] { return true }
        return false
      }
      for mode in [ServerMode.Mode.DISABLE, .PERMISSIVE] {
        for found in survey.identitiesOnPlaintext(mode) {
          counts["\(mode) \(found.effect)", default: 0] += 1
          let ports = Set(found.places.flatMap(\.ports))
          for port in ports { #expect(mesh.serverModes[0].mode(of: port) == mode) }
          let rule = try #require(Self.rule(of: found.clause, in: survey.policies[found.policy]))
          for (request, verdict) in verdicts where ports.contains(request.port) {
            if found.effect == .neverAllows { #expect(matches(found.policy, rule, verdict) != true, "\(seed)") }
          }
          if found.effect == .alwaysDenies || found.effect == .alwaysAllows {
            #expect(Self.matchesSomebody(rule, of: survey.policies[found.policy], at: ports), "\(seed)")
          }
        }
      }
      for found in survey.droppedRules() {
        counts["\(found.effect)", default: 0] += 1
        let ports = Set(found.places.flatMap(\.ports))
        let rule = try #require(Self.rule(of: found.clause, in: survey.policies[found.policy]))
        for (request, verdict) in verdicts where ports.contains(request.port) {
          if found.effect == .refusesAll { #expect(verdict.decision != .allow, "\(seed)") }
          #expect(matches(found.policy, rule, verdict) != true, "\(seed)")
        }
      }
      for found in survey.widenedRules() where found.effect == .matchesAll {
        counts["\(found.effect)", default: 0] += 1
        let ports = Set(found.places.flatMap(\.ports))
        for (request, verdict) in verdicts where ports.contains(request.port) {
          #expect(verdict.decision != .allow, "\(seed)")
        }
      }
      for found in TokenSurvey(survey).clausesWithoutTokens() {
        counts["token \(found.effect)", default: 0] += 1
        #expect(found.workloads == [0], "\(seed)")
        let rule = try #require(Self.rule(of: found.clause, in: survey.policies[found.policy]))
        for (request, verdict) in verdicts where found.effect == .neverAllows && request.wire == .http {
          #expect(matches(found.policy, rule, verdict) != true, "\(seed)")
        }
      }
      // Nothing is missed where a server lets nobody in for a reason that is looked for.
      for port in [80, 81, 82] {
        let here = verdicts.filter { $0.0.port == port }
        guard !here.contains(where: { $0.1.decision == .allow }), mesh.serverModes[0].mode(of: port) == .DISABLE else {
          continue
        }
        let allowing = survey.policies.indices.filter { survey.policies[$0].action == .ALLOW }
        let needsIdentity = allowing.allSatisfy { index in
          survey.outlines[index].rules.allSatisfy { !$0.identity.isOptional && $0.ports.contains(port) }
        }
        guard needsIdentity, !allowing.isEmpty else { continue }
        #expect(survey.identitiesOnPlaintext(.DISABLE).contains { $0.effect == .neverAllows }, "\(seed)")
      }
    }
    // The generator reaches every answer.
    #expect(counts.count >= 12, "\(counts.sorted { $0.key < $1.key })")
  }

  @Test func `agree with what ztunnel matches`() throws {
    var generator = GeneratedRules(seed: 7)
    for action in [AuthorizationPolicy.Action.ALLOW, .DENY] {
      for _ in 0..<300 {
        let text =
          "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: p, namespace: shop}\n"
          + "spec: {action: \(action.rawValue), rules: [\(generator.next())]}"
        let manifests = Manifests(try YAMLTree.parse(text), file: FileID(0))
        let policy = try #require(manifests.authorizationPolicies.first)
        let rule = try #require(policy.rules?.first)
        for request in Self.requests where request.wire == .tcp {
          let facts = RequestFacts(
            identity: request.principal.map { "spiffe://" + $0 }, sourceIP: request.sourceIP,
            remoteIP: request.sourceIP, port: request.port, sni: "", isForZtunnel: true)
          let evaluation = RuleEvaluation(facts: facts, trustDomains: .unchanged)
          func isMatch(_ outcome: RuleOutcome) -> Bool { if case .matches = outcome { true } else { false } }
          let matches = isMatch(evaluation.outcomeInAmbient(of: rule, action, namespace: "shop"))
          switch policy.inZtunnel?.effect {
          case nil: #expect(matches == isMatch(evaluation.outcome(of: rule, action, namespace: "shop")), "\(text)")
          case .matchesNothing, .dropsRule: #expect(!matches, "\(text)")
          case .matchesLess, .matchesMore, .notSent: break
          }
        }
      }
    }
  }
}
