import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds gateways that serve a host in plain text beside HTTPS.
package struct HTTPServerWithoutRedirect: Rule {
  package static let page = RulePage.httpServerWithoutRedirect

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for server in context.mesh.plainHTTPServers() { findings.report(.plain(server)) }
  }
}

extension RuleFinding {
  fileprivate static func plain(_ server: PlainHTTPServer) -> RuleFinding {
    let port = server.port.map { " on port \($0)" } ?? ""
    let names = hosts(server.hosts.map(\.value))
    let help =
      server.isListener
      ? "bind the routes to the HTTPS listener by sectionName, and give the HTTP listener one that redirects to https"
      : "set tls.httpsRedirect: true on the server, so that clients are sent to HTTPS"
    return RuleFinding(
      "\(server.gateway.title) serves \(names) in plain text\(port), although it serves \(pronoun(server)) over HTTPS",
      on: server.gateway.reference, at: server.hosts[0].span,
      related: [.init("served over HTTPS here", at: server.secure.span)], help: help)
  }

  private static func pronoun(_ server: PlainHTTPServer) -> String { server.hosts.count == 1 ? "it" : "them" }
}
