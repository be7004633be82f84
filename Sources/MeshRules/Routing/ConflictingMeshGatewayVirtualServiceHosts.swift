import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds VirtualServices that route one host for the same sidecars.
package struct ConflictingMeshGatewayVirtualServiceHosts: Rule {
  package static let page = RulePage.conflictingMeshGatewayVirtualServiceHosts

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for conflict in context.mesh.conflictingMeshGatewayHosts() {
      let metadata = conflict.claim.virtualService.metadata
      let names = conflict.rivals.names(\.virtualService, separator: ",")
      let others = conflict.rivals.first.filter { $0.virtualService !== conflict.claim.virtualService }
      findings.report(
        RuleFinding(
          "The VirtualServices \(names) associated with mesh gateway define the same host "
            + "\(conflict.scope)/\(conflict.host) which can lead to undefined behavior. "
            + "This can be fixed by merging the conflicting VirtualServices into a single resource.",
          on: metadata.reference, at: conflict.claim.host.span,
          related: others.prefix(4).map { .init("\($0.virtualService.title) names it too", at: $0.host.span) },
          help: "sidecars take the routes of one VirtualService for a host and drop those of the others",
          istioctlSpan: metadata.name.span))
    }
  }
}

extension Rivals {
  /// The names in the form in which Istio lists them, of which there may be many.
  func names(_ resource: (Claim) -> any Resource, separator: String) -> String {
    let more = count - first.count
    return (first.map { resource($0).metadata.reference.path } + (more > 0 ? ["and \(more) more"] : []))
      .joined(separator: separator)
  }
}
