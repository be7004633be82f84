import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds policies that select pods of a Gateway of the Gateway API, in the words of `istioctl analyze`.
package struct IneffectiveSelector: Rule {
  package static let page = RulePage.ineffectiveSelector

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.selectedGatewayPods() {
      findings.report(
        RuleFinding(
          "Ineffective selector on Kubernetes Gateway \(found.gateway). Use the TargetRef field instead.",
          on: found.policy.metadata.reference, at: found.selector.labelsSpan,
          help: "name the Gateway in targetRefs"))
    }
  }
}
