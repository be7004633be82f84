import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds clients that keep a port from their proxy, so that they send plain text to servers that take mutual TLS only.
package struct ExcludedOutboundPortToStrict: Rule {
  package static let page = RulePage.excludedOutboundPortToStrict
  package static let scope = RuleScope.kubernetes

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for found in mesh.excludedPortsToStrict() {
      let ports = Set(found.refusals.map(\.port)).sorted().map(String.init)
      let clients = found.clients.map { mesh.workloads[$0].metadata.reference.friendlyName }
      let hosts = Set(found.refusals.map(\.host)).sorted()
      findings.report(
        RuleFinding(
          "\(found.annotation) keeps connections of \(list(clients)) to port \(list(ports)) from "
            + "\(clients.count == 1 ? "its proxy" : "their proxies"), so they go out in plain text. "
            + failure(of: found.connectionCount, to: hosts),
          on: found.owner.reference, at: found.place, related: found.requirements,
          help: found.refusals[0].server.requirement.mesh.remedyForExcludedPort))
    }
  }
}

extension ExcludedPortToStrict {
  /// The places that make the servers refuse, each once.
  fileprivate var requirements: [Finding.Related] {
    refusals.lazy.compactMap { refusal in
      let requirement = refusal.server.requirement
      guard let place = requirement.place else { return nil }
      let owner = requirement.resource?.reference.friendlyName ?? "the default policy"
      return Finding.Related("\(owner) requires it here", at: place)
    }.eachPlaceOnce()
  }
}
