import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds ServiceEntries that call workloads of the mesh external, so that clients send them plain text.
package struct ExternalServiceEntryForMeshWorkload: Rule {
  package static let page = RulePage.externalServiceEntryForMeshWorkload

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for failure in context.survey.failures {
      guard case .externalEntry(let index) = failure.cause else { continue }
      let entry = context.mesh.mesh.serviceEntries[index]
      let written = entry.writtenLocation == nil ? "has no location, which means MESH_EXTERNAL" : "says MESH_EXTERNAL"
      findings.report(
        RuleFinding(
          "ServiceEntry \(quoted(entry.metadata.key)) \(written), but selects workloads of the mesh that are STRICT: auto "
            + "mTLS leaves external hosts alone and sends plain text. \(failure.consequence)",
          on: entry.metadata.reference, at: entry.writtenLocation?.span ?? entry.metadata.span,
          related: context.mesh.requirements(of: failure.refusals),
          help: "write location: MESH_INTERNAL"))
    }
  }
}
