import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds rules about requests where a gateway hands on connections unread.
package struct HTTPRulesOnPassthroughPort: Rule {
  package static let page = RulePage.httpRulesOnPassthroughPort

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.idleHTTPRoutes() { findings.report(.idle(found)) }
    for found in context.authorization.requestRulesAtPassthrough() { findings.report(.unread(found)) }
  }
}

extension RuleFinding {
  fileprivate static func idle(_ found: IdleHTTPRoutes) -> RuleFinding {
    let first = found.servers[0]
    let port = first.port.map { " on port \($0)" } ?? ""
    return RuleFinding(
      "\(found.virtualService.title) has http routes that never apply: \(first.gateway.title) does not read HTTP for its "
        + "hosts\(port)",
      on: found.virtualService.metadata.reference, at: found.place,
      related: found.servers.map { server in
        let port = server.port.map { "port \($0)" } ?? "the port"
        return Finding.Related("\(port) is \(server.reason.value)", at: server.reason.span)
      }.eachPlaceOnce(),
      help: "route by tls and sniHosts, or by tcp, or let HTTPS end at the gateway with mode SIMPLE")
  }

  fileprivate static func unread(_ found: RequestRuleAtPassthrough) -> RuleFinding {
    let effect =
      found.policy.action == .ALLOW ? "the rule with it never matches" : "the rule counts without that condition"
    return RuleFinding(
      "\(found.policy.title) asks for \(found.clause.value) at port \(found.port), but \(found.gateway.title) reads no "
        + "requests there: \(effect)",
      on: found.policy.metadata.reference, at: found.clause.span,
      related: [.init("the gateway", at: found.gateway.span)],
      help: "compare what connections have, such as ipBlocks or connection.sni")
  }
}
