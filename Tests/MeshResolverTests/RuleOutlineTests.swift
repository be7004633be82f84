import Diagnostics
import MeshModel
import Testing
import YAMLTree

@testable import MeshResolver

@Suite struct `Outlines of rules` {
  private static let facts: [RequestFacts] = {
    var all: [RequestFacts] = []
    for port in [80, 81, 82] {
      for identity in [nil, "spiffe://cluster.local/ns/shop/sa/web", "spiffe://cluster.local/ns/pay/sa/web"] {
        for address in [[10, 0, 0, 1], [192, 0, 2, 1]] as [[UInt8]] {
          var facts = RequestFacts(
            identity: identity, sourceIP: address, remoteIP: address, destinationIP: nil, port: port, sni: "")
          all.append(facts)
          for method in ["GET", "PUT"] {
            facts.http = RequestFacts.HTTP(method: method, path: "/a", headers: [:])
            all.append(facts)
          }
        }
      }
    }
    return all
  }()

  @Test func `say nothing that the rule does not do`() throws {
    var generator = GeneratedRules(seed: 1)
    let rules = (0..<400).map { _ in generator.next() }
    let text =
      "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: p, namespace: shop}\nspec:\n  rules:\n"
      + rules.map { "    - \($0)" }.joined(separator: "\n")
    let manifests = Manifests(try YAMLTree.parse(text), file: FileID(0))
    let policy = try #require(manifests.authorizationPolicies.first)
    #expect(policy.rules?.count == rules.count)
    for (rule, written) in zip(policy.rules ?? [], rules) {
      let outline = try #require(RuleOutline(rule))
      for facts in Self.facts {
        let trustDomains = TrustDomains(names: ["cluster.local"])
        func matches(_ action: AuthorizationPolicy.Action, method: String? = nil) -> Bool {
          var facts = facts
          if let method { facts.http = RequestFacts.HTTP(method: method, path: "/a", headers: [:]) }
          let evaluation = RuleEvaluation(facts: facts, trustDomains: trustDomains)
          return if case .matches = evaluation.outcome(of: rule, action, namespace: "shop") { true } else { false }
        }
        let (allows, denies) = (matches(.ALLOW), matches(.DENY))
        let isConnection = facts.http == nil
        if allows || denies { #expect(outline.ports.contains(facts.port), "\(written)") }
        if facts.identity == nil {
          if allows || denies { #expect(outline.identity.isOptional, "\(written)") }
          if outline.plaintextPorts.contains(facts.port) { #expect(denies, "\(written)") }
        }
        if isConnection {
          if outline.requestClause != nil { #expect(!allows, "\(written)") }
          if outline.wholePorts.contains(facts.port) { #expect(denies, "\(written)") }
          if denies, !matches(.DENY, method: "GET") || !matches(.DENY, method: "PUT") {
            #expect(outline.widenedPorts.contains(facts.port), "\(written)")
          }
        }
      }
    }
  }
}
