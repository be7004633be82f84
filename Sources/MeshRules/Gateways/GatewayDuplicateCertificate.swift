import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds Gateways that share a certificate, in the words of `istioctl analyze`.
package struct GatewayDuplicateCertificate: Rule {
  package static let page = RulePage.gatewayDuplicateCertificate

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.sharedGatewayCertificates() {
      let reference = found.gateway.metadata.reference
      findings.report(
        RuleFinding(
          "Duplicate certificate in multiple gateways [\(reference.path) \(found.other.metadata.reference.path)] "
            + "may cause 404s if clients re-use HTTP2 connections.",
          on: reference, at: found.place, related: [.init("the other Gateway", at: found.otherPlace)],
          help: "serve the hosts by one Gateway, or give each Gateway a certificate for its own hosts",
          istioctlSpan: found.gateway.metadata.name.span))
    }
  }
}
