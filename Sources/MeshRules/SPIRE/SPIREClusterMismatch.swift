import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds names of clusters on which SPIRE's server, agents and controller manager do not agree.
struct SPIREClusterMismatch: Rule {
  static let page = RulePage.spireClusterMismatch
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let installation = context.mesh.spireInstallation
    for agent in installation.agents {
      guard let cluster = agent.configuration.agent?.cluster,
        let server = installation.server(of: agent)?.configuration,
        let settings = server.server, server.problems.isEmpty, settings.knows(cluster: cluster.value) == false
      else { continue }
      findings.report(.unknown(cluster, in: agent.configuration, to: server, settings.clusters))
    }
    for controller in installation.controllerManagers { check(controller, installation, &findings) }
  }

  private func check(
    _ controller: SPIREInstallation.ControllerManager, _ installation: SPIREInstallation,
    _ findings: inout RuleFindings
  ) {
    let configuration = controller.configuration
    guard let name = configuration.clusterName,
      configuration.parentIDTemplate.map({ $0.value.contains(".ClusterName") && $0.value.contains("k8s_psat") }) ?? true
    else { return }
    let clusters = installation.clusters(of: controller)
    guard clusters.contain(name.value) == false else { return }
    let names = clusters.names
    findings.report(
      RuleFinding(
        "\(configuration.title) says that the cluster is \(quoted(name.value)), and the agents are in "
          + "\(list(names.map { quoted($0.value) })): the entries belong to nodes that do not exist",
        on: configuration.owner.reference, at: name.span,
        related: names.prefix(4).map { Finding.Related("the cluster \(quoted($0.value))", at: $0.span) },
        help: "give clusterName the name that the agents give"))
  }
}

extension RuleFinding {
  fileprivate static func unknown(
    _ cluster: Located<String>, in agent: SPIREConfiguration, to server: SPIREConfiguration,
    _ known: [SPIREServerSettings.Cluster]
  ) -> RuleFinding {
    let names = known.isEmpty ? "no cluster" : list(known.map { quoted($0.name.value) })
    return RuleFinding(
      "\(agent.title) says that the agent is in the cluster \(quoted(cluster.value)), and the server lets in agents of "
        + names,
      on: agent.owner.reference, at: cluster.span,
      related: known.prefix(4).map { Finding.Related("the server knows \(quoted($0.name.value))", at: $0.name.span) },
      help: known.isEmpty
        ? "add a NodeAttestor k8s_psat with this cluster to \(server.title)"
        : "give both the same name: the server refuses the agent, and no pod on its nodes gets an identity")
  }
}
