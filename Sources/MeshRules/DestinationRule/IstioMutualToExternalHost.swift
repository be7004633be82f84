import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds rules that send mutual TLS of the mesh to hosts outside the mesh.
package struct IstioMutualToExternalHost: Rule {
  package static let page = RulePage.istioMutualToExternalHost

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for misuse in context.mesh.mutualTLSToExternalHosts() {
      findings.report(.external(misuse, in: context.mesh))
    }
  }
}

extension RuleFinding {
  fileprivate static func external(_ misuse: TLSMisuse, in mesh: EffectiveMesh) -> RuleFinding {
    let rule = mesh.destinationRules[misuse.rule]
    let first = misuse.cases[0]
    let service = mesh.services[first.service]
    var related: [Finding.Related] = []
    var isWritten = true
    if case .serviceEntry(let index) = service.origin {
      let entry = mesh.mesh.serviceEntries[index]
      isWritten = entry.writtenLocation != nil
      let host = entry.hosts.first { $0.value == service.hostname }
      related.append(
        entry.writtenLocation.map { .init("the host lies outside the mesh", at: $0.span) }
          ?? .init("no location means MESH_EXTERNAL", at: host?.span ?? entry.metadata.span))
    }
    return RuleFinding(
      "\(rule.title) sends ISTIO_MUTUAL to \(hosts(misuse.hosts)), which is outside the "
        + "mesh: the server knows no certificates of the mesh",
      on: rule.metadata.reference, at: first.tls.span, related: related + misuse.otherPlaces,
      help: isWritten
        ? "set the mode to SIMPLE, or to MUTUAL with certificates that the server trusts"
        : "set the mode to SIMPLE; if the host is in the mesh, write location: MESH_INTERNAL in the ServiceEntry")
  }
}
