import Diagnostics
import MeshModel
import MeshResolver

// How the rules about connections word what a server refuses.

extension EffectiveMesh {
  /// Who requires what of a connection that is refused: a policy by name, or `(none)` for a server without proxy.
  func requirement(of refusal: TLSConflict.Refusal) -> (policy: String, words: String) {
    let server = workloads[refusal.workload].metadata.reference.friendlyName
    if let bypass = refusal.bypass {
      return (
        "(none)",
        "plain text, because \(bypass.annotation) keeps port \(refusal.workloadPort) from the proxy of \(server)"
      )
    }
    if proxies[refusal.workload].presence == .none { return ("(none)", "plain text, because \(server) has no proxy") }
    let policy = refusal.accepts.policy.map { peerAuthentications[$0].metadata.key }
    return (policy ?? "(none)", refusal.accepts.mode.rawValue)
  }

  /// The places that make the servers refuse, each once.
  func requirements(of refusals: [TLSConflict.Refusal], limit: Int = 4) -> [Finding.Related] {
    refusals.lazy.compactMap { requirement(at: $0) }.eachPlaceOnce(limit: limit)
  }

  private func requirement(at refusal: TLSConflict.Refusal) -> Finding.Related? {
    if let bypass = refusal.bypass {
      let server = workloads[refusal.workload].metadata.reference.friendlyName
      return .init("port \(refusal.workloadPort) of \(server) goes past its proxy", at: bypass.place)
    }
    if proxies[refusal.workload].presence == .none { return reasonForNoProxy(refusal.workload) }
    guard let span = refusal.accepts.place, let policy = refusal.accepts.policy else { return nil }
    return .init("\(peerAuthentications[policy].metadata.reference.friendlyName) requires it here", at: span)
  }
}

extension AutoMTLSFailure {
  /// `5 connections to cart.shop.svc.cluster.local and 2 other hosts fail`.
  var consequence: String { failure(of: connectionCount, to: hosts) }
}

/// `5 connections to cart.shop.svc.cluster.local and 2 other hosts fail`.
func failure(of connections: Int, to hosts: [String]) -> String {
  let others = hosts.count > 1 ? " and \(count(hosts.count - 1, "other host"))" : ""
  return "\(count(connections, "connection")) to \(hosts[0])\(others) \(connections == 1 ? "fails" : "fail")"
}

extension Transport {
  var words: String {
    switch self {
    case .plaintext, .autoMTLS: "plain text"
    case .simple: "one-way TLS"
    case .istioMutual, .mutual: rawValue
    }
  }
}
