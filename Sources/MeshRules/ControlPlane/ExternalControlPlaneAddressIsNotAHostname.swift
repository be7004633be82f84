import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds webhooks of Istio that name their control plane by an IP address.
package struct ExternalControlPlaneAddressIsNotAHostname: Rule {
  package static let page = RulePage.externalControlPlaneAddressIsNotAHostname

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.webhookAddressProblems() where found.problem == .isAddress {
      findings.report(
        RuleFinding(
          "The address (\(found.webhook.url?.value ?? "")) that was provided for the webhook "
            + "(\(found.webhook.name?.value ?? "")) to reach the ingress gateway on the external control plane cluster is "
            + "an IP address. This is not recommended for a production environment.",
          on: found.configuration.metadata.reference, at: found.place))
    }
  }
}
