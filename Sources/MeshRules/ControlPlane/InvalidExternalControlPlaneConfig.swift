import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds webhooks of Istio without an address, or with one that cannot be read.
package struct InvalidExternalControlPlaneConfig: Rule {
  package static let page = RulePage.invalidExternalControlPlaneConfig

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.webhookAddressProblems() where found.problem != .isAddress {
      let problem = found.problem == .blank ? "is blank" : "was provided in an invalid format"
      findings.report(
        RuleFinding(
          "The hostname (\(found.webhook.url?.value ?? "")) that was provided for the webhook "
            + "(\(found.webhook.name?.value ?? "")) to reach the ingress gateway on the external control plane cluster "
            + "\(problem). Traffic may not flow properly.",
          on: found.configuration.metadata.reference, at: found.place))
    }
  }
}
