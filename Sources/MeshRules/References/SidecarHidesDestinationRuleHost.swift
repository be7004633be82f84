import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds DestinationRules whose host Sidecars hide from everyone for whom the rules could count.
package struct SidecarHidesDestinationRuleHost: Rule {
  package static let page = RulePage.sidecarHidesDestinationRuleHost

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    let called = context.hostsOfInvisibleCalls
    for hidden in mesh.hiddenRules() {
      let rule = mesh.destinationRules[hidden.rule]
      guard !called.contains([rule.namespace, hidden.host]) else { continue }
      let sidecars = hidden.sidecars.map { mesh.mesh.sidecars[$0] }
      let names = sidecars.map { quoted($0.metadata.key) }
      let subject = names.count == 1 ? "Sidecar \(names[0]) hides" : "Sidecars \(list(names)) hide"
      let clients = rule.workloadSelector.isSelective ? "the workloads that it selects" : "its namespace"
      findings.report(
        RuleFinding(
          "\(rule.title) is in force for nobody: \(subject) host \(quoted(hidden.host)) from \(clients)",
          on: rule.metadata.reference, at: rule.host.span,
          related: sidecars.compactMap { sidecar in
            sidecar.egress?.first.map { .init("proxies know these hosts only", at: $0.span) }
          }.eachPlaceOnce(),
          help: "add the host to the egress of the Sidecar, or remove the rule"))
    }
  }
}

extension RuleContext {
  /// The namespaces and hosts of calls that fail, or go out in plain text, because a Sidecar hides the host. They are
  /// reported at the call.
  fileprivate var hostsOfInvisibleCalls: Set<[String]> {
    Set(
      calls.filter { $0.cause == .invisible && $0.sidecar(in: mesh) != nil }.map {
        [mesh.workloads[$0.call.client].namespace, mesh.services[$0.call.service].hostname]
      })
  }
}
