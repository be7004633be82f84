import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds VirtualServices that route one host for the same sidecars.
package struct ConflictingMeshGatewayVirtualServiceHosts: Rule {
  package static let page = RulePage.conflictingMeshGatewayVirtualServiceHosts

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    var reported: Set<ResourceReference> = []
    for conflict in context.mesh.conflictingMeshGatewayHosts() {
      let names = conflict.claims.map(\.virtualService.metadata.reference.path).joined(separator: ",")
      for claim in conflict.claims where reported.insert(claim.virtualService.metadata.reference).inserted {
        let others = conflict.claims.filter { $0.virtualService !== claim.virtualService }
        findings.report(
          RuleFinding(
            "The VirtualServices \(names) associated with mesh gateway define the same host "
              + "\(conflict.scope)/\(conflict.host) which can lead to undefined behavior. "
              + "This can be fixed by merging the conflicting VirtualServices into a single resource.",
            on: claim.virtualService.metadata.reference, at: claim.host.span,
            related: others.prefix(4).map { .init("\($0.virtualService.title) names it too", at: $0.host.span) },
            help: "sidecars take the routes of one VirtualService for a host and drop those of the others",
            istioctlSpan: claim.virtualService.metadata.name.span))
      }
    }
  }
}
