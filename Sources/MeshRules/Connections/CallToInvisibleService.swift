import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds calls to services that the client's proxy does not know and that take mutual TLS only.
package struct CallToInvisibleService: Rule {
  package static let page = RulePage.callToInvisibleService

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for call in context.calls where call.cause == .invisible && call.isRefused {
      let client = mesh.workloads[call.call.client].metadata
      let sidecar = call.sidecar(in: mesh)
      let policy = sidecar?.outboundTrafficPolicy?.value ?? mesh.settings.outboundTrafficPolicy.value
      let fate =
        policy == "REGISTRY_ONLY" ? "lets nothing through to it" : "passes the plain text on, which the server refuses"
      let hiding =
        sidecar.map { "which \($0.metadata.reference.friendlyName) leaves out" }
        ?? "which is not visible in namespace \(quoted(client.namespaceName))"
      findings.report(
        RuleFinding(
          "\(client.reference.friendlyName) calls \(call.host(in: mesh)), \(hiding): "
            + "the client's proxy does not know the service and \(fate)",
          on: client.reference, at: call.call.place,
          related: call.visibilityPlace(in: mesh) + call.serverPlaces(in: mesh),
          help: call.visibilityRemedy(in: mesh)))
    }
  }
}

extension UnprotectedCall {
  /// The Sidecar that keeps the service from the client; nil where the service is not exported to its namespace.
  func sidecar(in mesh: EffectiveMesh) -> Sidecar? {
    guard mesh.services[call.service].isExported(to: mesh.workloads[call.client].namespace) else { return nil }
    return mesh.scopesByClient[call.client].map { mesh.mesh.sidecars[mesh.sidecarScopes[$0].sidecar] }
  }

  /// What keeps the service from the client.
  func visibilityPlace(in mesh: EffectiveMesh) -> [Finding.Related] {
    if let sidecar = sidecar(in: mesh) {
      return sidecar.egress?.first.map { [Finding.Related("the client's proxy knows these hosts only", at: $0.span)] }
        ?? []
    }
    let service = mesh.services[call.service]
    if let annotation = service.metadata.annotations["networking.istio.io/exportTo"] {
      return [Finding.Related("the service is exported to these namespaces only", at: annotation.span)]
    }
    if case .serviceEntry(let index) = service.origin, let first = mesh.mesh.serviceEntries[index].exportTo.first {
      return [Finding.Related("the service is exported to these namespaces only", at: first.span)]
    }
    return mesh.settings.defaultServiceExportTo.origin.map {
      [Finding.Related("services are exported to these namespaces only", at: $0)]
    } ?? []
  }

  /// What makes the service visible to the client.
  func visibilityRemedy(in mesh: EffectiveMesh) -> String {
    let service = mesh.services[call.service]
    let namespace = mesh.workloads[call.client].namespace
    return sidecar(in: mesh).map {
      "add \(quoted("\(service.namespace)/\(service.hostname)")) to the egress hosts of \($0.metadata.reference.friendlyName)"
    }
      ?? "export \(service.metadata.reference.friendlyName) to namespace \(quoted(namespace)) as well"
  }
}
