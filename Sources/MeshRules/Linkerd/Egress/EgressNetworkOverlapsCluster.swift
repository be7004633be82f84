import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds EgressNetworks that hold addresses of the cluster.
package struct EgressNetworkOverlapsCluster: LinkerdRule {
  package static let page = RulePage.egressNetworkOverlapsCluster

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for overlap in linkerd.egressOverlaps() {
      let blocks = overlap.cluster.map(\.description)
      let verb = blocks.count == 1 ? "is" : "are"
      findings.report(
        RuleFinding(
          "Network \(overlap.network.value) of \(overlap.egress.title) overlaps with \(list(blocks)), which \(verb) the "
            + "cluster's own",
          on: overlap.egress.metadata.reference, at: overlap.network.span,
          related: linkerd.settings.clusterNetworks.origin.map { [.init("the networks of the cluster", at: $0)] } ?? [],
          help:
            "list the cluster's networks under except, or leave out networks, which means all addresses outside the "
            + "cluster"))
    }
  }
}
