import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds ServiceEntries inside the mesh to which clients send plain text.
package struct MeshInternalEntryWithoutMTLS: Rule {
  package static let page = RulePage.meshInternalEntryWithoutMtls

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for found in mesh.entriesWithoutMTLS() {
      let entry = mesh.mesh.serviceEntries[found.entry]
      let location = entry.writtenLocation.map { [Finding.Related("the hosts are inside the mesh", at: $0.span)] } ?? []
      findings.report(
        RuleFinding(
          "ServiceEntry \(quoted(entry.metadata.key)) is MESH_INTERNAL, but clients send plain text to "
            + "\(list(entry.hosts.map(\.value))): \(found.reason.words)",
          on: entry.metadata.reference, at: found.place, related: location.filter { $0.span != found.place },
          help: found.reason.remedy))
    }
  }
}

extension EntryWithoutMTLS.Reason {
  fileprivate var words: String {
    switch self {
    case .noResolution: "with resolution NONE and no endpoints nothing says that the servers take mutual TLS"
    case .dns: "with endpoints from DNS nothing says that the servers take mutual TLS"
    case .endpoint(let workload):
      "endpoint \(quoted(workload.address?.value ?? "")) has neither a serviceAccount nor the label "
        + "security.istio.io/tlsMode"
    }
  }

  fileprivate var remedy: String {
    switch self {
    case .noResolution, .dns:
      "list the endpoints with their serviceAccount, or write a DestinationRule with mode ISTIO_MUTUAL if they have proxies"
    case .endpoint: "name the serviceAccount that the endpoint runs as, if it has a proxy"
    }
  }
}
