import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds servers that Istio leaves out because a host of theirs is served already.
package struct HostOnTwoServers: Rule {
  package static let page = RulePage.hostOnTwoServers

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.repeatedServerHosts() { findings.report(.repeated(found)) }
  }
}

extension RuleFinding {
  fileprivate static func repeated(_ found: RepeatedServerHost) -> RuleFinding {
    let effect =
      found.isForOtherNamespace
      ? "the proxy cannot tell them apart by namespace, and refuses the whole port"
      : "Istio leaves out the server \(quoted(found.serverName)) with all its hosts"
    return RuleFinding(
      "\(found.gateway.title) has host \(quoted(found.second.value)) on two TLS servers of port \(found.port): \(effect)",
      on: found.gateway.metadata.reference, at: found.second.span,
      related: [.init("the first server", at: found.first.span)],
      help: found.isForOtherNamespace ? "put both hosts on one server" : "keep the host on one of the servers")
  }
}
