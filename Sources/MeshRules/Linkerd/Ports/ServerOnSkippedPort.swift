import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds Servers for ports that `skip-inbound-ports` keeps from the proxy, which alone enforces them.
package struct ServerOnSkippedPort: LinkerdRule {
  package static let page = RulePage.serverOnSkippedPort

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for annotation in linkerd.annotations("skip-inbound-ports") {
      let skipped = PortRanges(redirection: annotation.value.value)
      var ports: [Int: Set<Int>] = [:]
      var workloads: [Int] = []
      for workload in annotation.workloads {
        for server in linkerd.policies.servers(selecting: linkerd.workloads[workload])
        where linkerd.policies.authorizations(of: server).open == nil {
          let written = linkerd.policies.servers[server].port?.value
          let covered = linkerd.workloads[workload].ports(named: written).filter(skipped.contains)
          guard !covered.isEmpty else { continue }
          ports[server, default: []].formUnion(covered)
          if workloads.last != workload { workloads.append(workload) }
        }
      }
      guard !ports.isEmpty else { continue }
      let servers = ports.keys.sorted().map { linkerd.policies.servers[$0] }
      let covered = ports.values.reduce(into: Set<Int>()) { $0.formUnion($1) }
      findings.report(
        RuleFinding(
          "\(annotation.key) keeps \(portWords(covered)) of \(linkerd.names(of: workloads)) from the proxy, so nothing "
            + "enforces \(list(servers.map(\.title))): everybody is let in",
          on: annotation.owner.reference, at: annotation.value.span,
          related: servers.lazy.map {
            Finding.Related("\($0.title) is for the port", at: $0.port?.span ?? $0.metadata.span)
          }
          .eachPlaceOnce(),
          help: "take the port out of the list; make it opaque where its protocol cannot be detected"))
    }
  }
}
