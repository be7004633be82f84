import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds ports of ExternalName Services that Istio takes for plain TCP.
package struct ExternalNameServiceTypeInvalidPortName: Rule {
  package static let page = RulePage.externalNameServiceTypeInvalidPortName

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.unreadablePorts() where found.service.isExternalName {
      findings.report(
        RuleFinding(
          "Port name for ExternalName service is invalid. Proxy may prevent tcp named ports and unmatched traffic for "
            + "ports serving TCP protocol from being forwarded correctly",
          on: found.service.metadata.reference, at: found.span,
          help: "start the name with the protocol of the host, such as https or tls",
          istioctlSpan: found.port.number.span))
    }
  }
}
