import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds ports of Services from which Istio cannot read the protocol.
package struct PortNameIsNotUnderNamingConvention: Rule {
  package static let page = RulePage.portNameIsNotUnderNamingConvention

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.unreadablePorts() where !found.service.isExternalName {
      let port = found.port
      findings.report(
        RuleFinding(
          "Port name \(port.name?.value ?? "") (port: \(port.number.value), targetPort: \(found.targetText)) doesn't "
            + "follow the naming convention of Istio port.",
          on: found.service.metadata.reference, at: found.span,
          help: "start the name with the protocol, such as http, grpc-admin or tcp-redis, or set appProtocol",
          istioctlSpan: port.number.span))
    }
  }
}
