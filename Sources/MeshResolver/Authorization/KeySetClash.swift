package import Diagnostics
package import MeshModel

/// Two rules for tokens of one issuer with different sets of keys, in force for the same proxy.
package struct KeySetClash: Sendable {
  package var policy: RequestAuthentication
  package var issuer: Located<String>
  /// Where the other set is named.
  package var other: SourceSpan
  package var isWithinOnePolicy: Bool
}

extension EffectiveMesh {
  /// The first clash of each policy and issuer, in the order of the policies.
  package func keySetClashes() -> [KeySetClash] {
    let policies = requestAuthenticationIndex.policies
    guard policies.reduce(0, { $0 + $1.jwtRules.count }) > 1 else { return [] }
    var together = Set(policies.indices.map { [$0] })
    for workload in workloads.indices where proxies[workload].presence == .sidecar {
      together.insert(requestAuthenticationIndex.policies(for: policySubject(of: workload)))
    }
    var found: [String: KeySetClash] = [:]
    for group in together.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      var first: [String: (policy: Int, keys: Located<String>)] = [:]
      for policy in group {
        for rule in policies[policy].jwtRules {
          guard let issuer = rule.issuer, let keys = rule.jwksURI ?? rule.jwks else { continue }
          guard let known = first[issuer.value] else {
            first[issuer.value] = (policy, keys)
            continue
          }
          let id = "\(policy) \(issuer.value)"
          guard known.keys.value != keys.value, found[id] == nil else { continue }
          found[id] = KeySetClash(
            policy: policies[policy], issuer: issuer, other: known.keys.span, isWithinOnePolicy: known.policy == policy)
        }
      }
    }
    return found.values.sorted { $0.issuer.span < $1.issuer.span }
  }
}
