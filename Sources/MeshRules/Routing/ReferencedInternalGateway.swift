import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds VirtualServices bound to a Gateway that Istio made itself, in the words of `istioctl analyze`.
package struct ReferencedInternalGateway: Rule {
  package static let page = RulePage.referencedInternalGateway

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.gatewayReferences().generated {
      let reference = found.virtualService.metadata.reference
      findings.report(
        RuleFinding(
          "Gateway reference in VirtualService \(reference.path) is to an implementation-generated internal Gateway: "
            + "\(found.reference.value).",
          on: reference, at: found.reference.span,
          help: "route with an HTTPRoute that names the Gateway of the Gateway API as its parent",
          istioctlSpan: found.reference.span))
    }
  }
}
