import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds Servers of Linkerd that select the same port of the same pods.
package struct ServersOnOnePort: LinkerdRule {
  package static let page = RulePage.serversOnOnePort

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for clash in linkerd.serversOnOnePort() {
      let others = clash.placeCount > 1 ? " and \(count(clash.placeCount - 1, "other port"))" : ""
      let port = "port \(clash.port) of \(clash.workload.reference.friendlyName)\(others)"
      findings.report(
        RuleFinding(
          clash.isDecided
            ? "\(clash.other.title) does not count for \(port), which \(clash.owner.title) has"
            : "\(clash.owner.title) and \(clash.other.title) both select \(port), and only the older one counts",
          on: clash.other.metadata.reference, at: clash.other.port?.span ?? clash.other.metadata.span,
          related: [.init("the other Server", at: clash.owner.port?.span ?? clash.owner.metadata.span)],
          help: "let one Server select the port"))
    }
  }
}
