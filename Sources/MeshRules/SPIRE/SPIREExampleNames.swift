import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds SPIRE servers and controller managers that still have the names of the examples.
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
    for controller in context.mesh.spireControllers.configurations {
      guard let name = controller.clusterName, name.value == "example-cluster" else { continue }
      findings.report(
        RuleFinding(
          "\(controller.title) has the cluster name \"example-cluster\" of the examples",
          on: controller.owner.reference,
          at: name.span,
          help:
            "name the cluster, here and in k8s_psat of server and agents: the name is part of every agent's SPIFFE ID"))
    }
  }
}
