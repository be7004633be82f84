import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds EgressNetworks for addresses that another one of the namespace has already.
package struct CompetingEgressNetworks: LinkerdRule {
  package static let page = RulePage.competingEgressNetworks

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for found in linkerd.displacedEgressNetworks() {
      findings.report(
        RuleFinding(
          "\(found.egress.title) has the same network as \(found.holder.title), and only the older of the two takes the "
            + "connections",
          on: found.egress.metadata.reference, at: found.span,
          related: [.init("the other one", at: found.holder.metadata.span)],
          help: "keep one of them; of networks that differ in size the smaller comes first"))
    }
  }
}
