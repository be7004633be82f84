import Diagnostics
package import MeshModel

/// What becomes of an HTTPLocalRateLimitPolicy (`policy-controller/k8s/status/src/index.rs` target_ref_status).
package struct LinkerdRateLimit: Sendable {
  package enum State: Sendable {
    case inForce
    /// There is no such Server in the namespace; one of nearly that name may be.
    case noServer(suggestion: String?)
    /// Another one for the same Server is older, or as old and first by name.
    case displaced(by: HTTPLocalRateLimitPolicy)
    /// The Server, an index into ``LinkerdPolicyIndex/servers``, takes the connections for something else than HTTP
    /// that the proxy would look into (`policy-controller/grpc/src/inbound.rs` to_server).
    case otherProtocol(server: Int)
  }

  package var policy: HTTPLocalRateLimitPolicy
  /// The name of the Server.
  package var target: Located<String>
  package var state: State
}

extension EffectiveMesh {
  /// The HTTPLocalRateLimitPolicies that are not refused, and what becomes of each.
  package func linkerdRateLimits() -> [LinkerdRateLimit] {
    guard let linkerd else { return [] }
    var suggestions = SuggestionBudget()
    var holders: [Int: HTTPLocalRateLimitPolicy] = [:]
    let names = Dictionary(grouping: written.linkerd.servers, by: \.namespace).mapValues { $0.map(\.name) }
    return linkerd.mesh.linkerd.rateLimitPolicies.sortedByAge().compactMap { policy -> LinkerdRateLimit? in
      guard let target = policy.targetRef, target.kind?.value.lowercased() == "server",
        target.group?.value.lowercased() == "policy.linkerd.io", let name = target.name
      else { return nil }
      var state = LinkerdRateLimit.State.inForce
      if let server = linkerd.policies.server(named: name.value, in: policy.namespace) {
        if let holder = holders[server] {
          state = .displaced(by: holder)
        } else {
          holders[server] = policy
          if !linkerd.takesHTTP(server) { state = .otherProtocol(server: server) }
        }
      } else {
        // A Server that is refused is another matter.
        let others = names[policy.namespace] ?? []
        if !others.contains(name.value) {
          state = .noServer(suggestion: suggestions.take() ? closest(to: name.value, of: others) : nil)
        }
      }
      return LinkerdRateLimit(policy: policy, target: name, state: state)
    }
  }
}

extension LinkerdMesh {
  /// Whether proxies look into the requests of a Server as HTTP, and not as gRPC.
  fileprivate func takesHTTP(_ server: Int) -> Bool {
    !["gRPC", "opaque", "TLS"].contains(policies.servers[server].proxyProtocol?.value)
  }
}
