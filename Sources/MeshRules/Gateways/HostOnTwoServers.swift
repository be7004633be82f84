import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds servers that Istio leaves out because a host of theirs is served already.
package struct HostOnTwoServers: Rule {
  package static let page = RulePage.hostOnTwoServers

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.repeatedServerHosts() {
      findings.report(
        RuleFinding(
          "\(found.gateway.title) has host \(quoted(found.second.value)) on two TLS servers of port \(found.port): Istio "
            + "leaves out the server \(quoted(found.serverName)) with all its hosts",
          on: found.gateway.metadata.reference, at: found.second.span,
          related: [.init("the first server", at: found.first.span)],
          help: "keep the host on one of the servers"))
    }
  }
}
