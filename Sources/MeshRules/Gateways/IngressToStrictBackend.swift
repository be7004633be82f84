import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds Ingresses whose controller sends plain text to servers that are STRICT.
package struct IngressToStrictBackend: Rule {
  package static let page = RulePage.ingressToStrictBackend
  package static let scope = RuleScope.kubernetes

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.ingressesToStrict() { findings.report(.refused(found, in: context.mesh)) }
  }
}

extension RuleFinding {
  fileprivate static func refused(_ found: IngressToStrict, in mesh: EffectiveMesh) -> RuleFinding {
    let controller = mesh.workloads[found.controller].metadata.reference.friendlyName
    return RuleFinding(
      "\(found.ingress.title) leads to Service \(quoted(found.backend.value)), whose servers accept mutual TLS only, but "
        + "its controller \(controller) has no proxy and sends plain text",
      on: found.ingress.metadata.reference, at: found.backend.span,
      related: [mesh.reasonForNoProxy(found.controller)] + mesh.places(of: found.servers),
      help: found.servers[0].requirement.mesh.remedyForIngress)
  }
}
