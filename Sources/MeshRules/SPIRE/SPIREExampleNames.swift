import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds SPIRE servers that still have the trust domain of the examples.
struct SPIREExampleNames: Rule {
  static let page = RulePage.spireExampleNames
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for server in context.mesh.spireInstallation.servers.map(\.configuration) {
      guard let domain = server.trustDomain, server.trustDomainName == "example.org" else { continue }
      findings.report(
        RuleFinding(
          "\(server.title) has the trust domain \"example.org\" of the examples", on: server.owner.reference,
          at: domain.span,
          help: "choose a name of your own before workloads depend on it: later every identity changes with it"))
    }
  }
}
