import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds probes that the kubelet makes in plain text at ports that require mutual TLS.
package struct StrictPortWithDirectProbe: Rule {
  package static let page = RulePage.strictPortWithDirectProbe

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for workload in mesh.workloads.indices {
      let probes = mesh.refusedProbes(of: workload)
      guard let first = probes.first else { continue }
      let metadata = mesh.workloads[workload].metadata
      let names = list(probes.map { "\($0.probe.name) at port \($0.port)" })
      let fail = probes.count == 1 ? "fails" : "fail"
      let policy = first.accepts.policy.map { mesh.peerAuthentications[$0].metadata.reference.friendlyName }
      var related = probes.dropFirst().map { Finding.Related("this probe fails as well", at: $0.probe.span) }
      if let place = mesh.leavesProbes(of: workload).place {
        related.append(.init("probes are left as they are because of this", at: place))
      }
      if let place = first.accepts.place, let policy {
        related.append(.init("\(policy) requires mutual TLS here", at: place))
      }
      findings.report(
        RuleFinding(
          "The \(names) of \(metadata.reference.friendlyName) \(fail): the kubelet sends no mutual TLS, and STRICT holds",
          on: metadata.reference, at: first.probe.span, related: related,
          help: "let Istio rewrite the probes, or set the port to PERMISSIVE"))
    }
  }
}
