import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds Servers for HTTP or gRPC whose port is opaque.
package struct OpaquePortOfHTTPServer: LinkerdRule {
  package static let page = RulePage.opaquePortOfHttpServer

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    var seen: Set<Int> = []
    for found in linkerd.opaquePortsOfRequests() where seen.insert(found.server).inserted {
      let server = linkerd.policies.servers[found.server]
      guard let said = server.proxyProtocol else { continue }
      let workload = linkerd.workloads[found.workload].metadata
      findings.report(
        RuleFinding(
          "\(server.title) says \(said.value) for port \(found.port) of \(workload.reference.friendlyName), which is opaque: "
            + "the server's proxy refuses what clients in the mesh send as bytes",
          on: server.metadata.reference, at: said.span,
          related: [
            Finding.Related(
              found.place == nil ? "the port is in Linkerd's default list" : "the port is listed here",
              at: found.place ?? workload.span)
          ],
          help: "set proxyProtocol: opaque, or take the port out of config.linkerd.io/opaque-ports"))
    }
  }
}
