import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds ports of Gateways that no Service of their pods leads to, in the words of `istioctl analyze`.
package struct GatewayPortNotDefinedOnService: Rule {
  package static let page = RulePage.gatewayPortNotDefinedOnService

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let (ports, unjudged) = context.mesh.unservedGatewayPorts()
    for found in ports {
      findings.report(
        RuleFinding(
          "The gateway is listening on a target port (port \(found.port.value)) that is not defined in the Service "
            + "associated with its workload instances (Pod selector \(found.gateway.selector.text)). If you need to "
            + "access the gateway port through the gateway Service, it will not be available.",
          on: found.gateway.metadata.reference, at: found.port.span,
          related: found.services.prefix(4).map { .init("the Service of its pods", at: $0.metadata.span) },
          help: found.remedy, istioctlSpan: found.istioctlSpan))
    }
    for _ in 0..<unjudged { findings.skip(needs: "the Services of gateways") }
  }
}

extension UnservedGatewayPort {
  fileprivate var remedy: String {
    servedPorts.isEmpty
      ? "no Service leads to the pods"
      : "add the port to the Service, which leads to \(list(servedPorts.map(String.init), limit: 8))"
  }
}
