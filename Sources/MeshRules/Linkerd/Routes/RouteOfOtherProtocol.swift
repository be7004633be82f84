import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds routes of a kind that the proxies of their Server do not use.
package struct RouteOfOtherProtocol: LinkerdRule {
  package static let page = RulePage.routeOfOtherProtocol

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for problem in linkerd.parentProblems(among: context.mesh.written) {
      guard case .otherProtocol(let server) = problem.reason else { continue }
      let kind = problem.route.metadata.kind.value
      let written = server.proxyProtocol?.value ?? "unknown"
      findings.report(
        RuleFinding(
          "\(problem.route.title) counts for nothing: the proxyProtocol of \(server.title) is \(written), "
            + "where \(kind)s are not used",
          on: problem.route.metadata.reference, at: problem.place,
          related: [.init("the Server", at: server.proxyProtocol?.span ?? server.metadata.span)],
          help: Self.help(kind)))
    }
  }

  private static func help(_ kind: String) -> String {
    switch kind {
    case "GRPCRoute": "set proxyProtocol of the Server to gRPC, or write an HTTPRoute"
    case "HTTPRoute": "set proxyProtocol of the Server to HTTP/1 or HTTP/2, or authorize clients for the whole Server"
    default: "a Server takes HTTPRoutes, or GRPCRoutes"
    }
  }
}
