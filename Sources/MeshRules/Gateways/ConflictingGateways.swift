import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds Gateways that serve one host on one port, in the words of `istioctl analyze`.
package struct ConflictingGateways: Rule {
  package static let page = RulePage.conflictingGateways

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for conflict in context.mesh.conflictingGateways() {
      let names = conflict.others.map(\.metadata.reference.path) + (conflict.isCut ? ["..."] : [])
      let hosts = conflict.server.hosts.map(\.value).joined(separator: ",")
      findings.report(
        RuleFinding(
          "Conflict with gateways \(names.joined(separator: ",")) (workload selector \(conflict.gateway.selector.text), "
            + "port \(conflict.server.port?.value ?? 0), hosts \(hosts)).",
          on: conflict.gateway.metadata.reference, at: conflict.host.span,
          related: conflict.otherHosts.prefix(4).map { .init("the same host", at: $0.span) },
          help: "serve the host by one Gateway"))
    }
  }
}
