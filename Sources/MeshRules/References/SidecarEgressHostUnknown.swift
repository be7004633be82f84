import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds egress hosts of Sidecars that nothing has.
package struct SidecarEgressHostUnknown: Rule {
  package static let page = RulePage.sidecarEgressHostUnknown

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let (found, unjudged) = context.mesh.unknownEgressHosts()
    for unknown in found {
      let sidecar = context.mesh.mesh.sidecars[unknown.sidecar].metadata
      let place = unknown.namespace.map { "in namespace \(quoted($0))" } ?? "in any namespace"
      findings.report(
        RuleFinding(
          "The egress host \(quoted(unknown.entry.value)) of \(sidecar.title) lets nothing through: no Service, "
            + "ServiceEntry or VirtualService \(place) has it",
          on: sidecar.reference, at: unknown.entry.span,
          help: unknown.suggestion.map { "did you mean \(quoted($0))?" }))
    }
    for needs in unjudged { findings.skip(needs: needs) }
  }
}
