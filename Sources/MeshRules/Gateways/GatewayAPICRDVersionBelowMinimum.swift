import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds definitions of the Gateway API that are too old for Istio, in the words of `istioctl analyze`.
package struct GatewayAPICRDVersionBelowMinimum: Rule {
  package static let page = RulePage.gatewayApiCrdVersionBelowMinimum

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.outdatedGatewayAPIDefinitions() {
      findings.report(
        RuleFinding(
          "Gateway API CRD \(quoted(found.definition.name)) is at version \(quoted(found.installed)) but Istio requires "
            + "at least \(quoted(found.minimum)); resources of this kind will not be processed. Upgrade the Gateway API "
            + "CRDs to satisfy the minimum version.",
          on: found.definition.metadata.reference, at: found.annotation.value.span))
    }
  }
}
