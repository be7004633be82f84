import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds PeerAuthentications that hold only for workloads without proxy.
package struct PeerAuthenticationWithoutProxy: Rule {
  package static let page = RulePage.peerAuthenticationWithoutProxy

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for found in mesh.unenforcedPeerAuthentications() {
      let policy = found.policy
      let names = list(mesh.names(of: found.workloads))
      let verb = found.workloads.count == 1 ? "has" : "have"
      findings.report(
        RuleFinding(
          "\(policy.title) has no effect: \(names) \(verb) no proxy",
          on: policy.metadata.reference, at: policy.selector?.labels.span ?? policy.metadata.span,
          related: mesh.reasonsForNoProxy(found.workloads),
          help: "inject the sidecar: only a proxy can require mutual TLS"))
    }
  }
}

extension EffectiveMesh {
  /// Why workloads have no proxy, each place once.
  func reasonsForNoProxy(_ workloads: [Int]) -> [Finding.Related] {
    workloads.lazy.map { reasonForNoProxy($0) }.eachPlaceOnce()
  }

  func reasonForNoProxy(_ workload: Int) -> Finding.Related {
    let metadata = workloads[workload].metadata
    let proxy = proxy(of: workload)
    return .init("\(metadata.reference.friendlyName) has no proxy: \(proxy.reason)", at: proxy.place ?? metadata.span)
  }
}
