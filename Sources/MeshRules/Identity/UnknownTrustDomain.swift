import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds trust domains in AuthorizationPolicies that no client of the mesh has.
package struct UnknownTrustDomain: Rule {
  package static let page = RulePage.unknownTrustDomain

  package init() {}

  private struct Key: Hashable {
    /// Nil where all policies are taken together.
    var policy: Int?
    var trustDomain: String
  }

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    let isKnown = mesh.settings.isTrustDomainKnown
    var order: [Key] = []
    var uses: [Key: [NamedIdentities.Value]] = [:]
    func add(_ trustDomain: String, _ use: NamedIdentities.Value) {
      let key = Key(policy: isKnown ? use.policy : nil, trustDomain: trustDomain)
      if uses[key] == nil { order.append(key) }
      uses[key, default: []].append(use)
    }
    for (problem, use) in context.identities.problems {
      if case .foreign(let trustDomain) = problem { add(trustDomain, use) }
    }
    for use in context.identities.foreignTrustDomains { add(use.value.value, use) }
    for key in order {
      guard let found = uses[key], let first = found.first else { continue }
      let policy = mesh.authorizationPolicyIndex.policies[first.policy]
      findings.report(
        RuleFinding(
          message(key.trustDomain, policy, found, mesh.settings), on: policy.metadata.reference, at: first.value.span,
          related: found.dropFirst().eachPlace("the same trust domain"),
          help: help(key.trustDomain, mesh.settings), severity: isKnown ? nil : .info))
    }
  }

  private func message(
    _ trustDomain: String, _ policy: AuthorizationPolicy, _ uses: [NamedIdentities.Value], _ settings: MeshSettings
  ) -> String {
    let own = quoted(settings.trustDomain.value)
    let title = "Trust domain \(quoted(trustDomain)) in \(policy.title)"
    guard settings.isTrustDomainKnown else {
      let policies = Set(uses.map(\.policy)).count
      let others = policies > 1 ? " and \(count(policies - 1, "other"))" : ""
      return "\(title)\(others) is not \(own), which is assumed to be the mesh's for want of a mesh configuration"
    }
    if trustDomain == "cluster.local" {
      return "\(title) matches no client: it stands for the mesh's own, \(own), only in a whole principal"
    }
    let values = "\(count(uses.count, "value")) \(uses.count == 1 ? "matches" : "match")"
    return "\(title) is neither the mesh's own, \(own), nor an alias of it: \(values) no client"
  }

  private func help(_ trustDomain: String, _ settings: MeshSettings) -> String {
    guard settings.isTrustDomainKnown else {
      return "name the mesh's trust domain with --trust-domain, or its configuration with --mesh-config"
    }
    return trustDomain == "cluster.local"
      ? "write \(quoted(settings.trustDomain.value))"
      : "a client of another trust domain fails the handshake; list the trust domain in trustDomainAliases if the mesh "
        + "moves from it, or in caCertificates if it is that of another mesh"
  }
}
