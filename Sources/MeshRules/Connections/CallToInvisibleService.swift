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
      let fate =
        mesh.settings.outboundTrafficPolicy.value == "REGISTRY_ONLY"
        ? "lets nothing through to it" : "passes the plain text on, which the server refuses"
      findings.report(
        RuleFinding(
          "\(client.reference.friendlyName) calls \(call.host(in: mesh)), which is not visible in namespace "
            + "\(quoted(client.namespaceName)): the client's proxy does not know the service and \(fate)",
          on: client.reference, at: call.call.place,
          related: call.visibilityPlace(in: mesh) + call.serverPlaces(in: mesh),
          help: call.visibilityRemedy(in: mesh)))
    }
  }
}

extension UnprotectedCall {
  /// Where the service is kept from the client's namespace.
  func visibilityPlace(in mesh: EffectiveMesh) -> [Finding.Related] {
    let service = mesh.services[call.service]
    guard !service.isExported(to: mesh.workloads[call.client].namespace) else { return [] }
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
    return service.isExported(to: namespace)
      ? "add \(quoted("\(service.namespace)/\(service.hostname)")) to the egress hosts of the client's Sidecar"
      : "export \(service.metadata.reference.friendlyName) to namespace \(quoted(namespace)) as well"
  }
}
