import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds routes that leave open to which port of a host they lead.
package struct VirtualServiceDestinationPortSelectorRequired: Rule {
  package static let page = RulePage.virtualServiceDestinationPortSelectorRequired

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for ambiguous in context.mesh.ambiguousDestinations() {
      findings.report(
        RuleFinding(
          "This VirtualService routes to a service \(quoted(ambiguous.host.value)) that exposes multiple ports "
            + "[\(ambiguous.ports.map(String.init).joined(separator: " "))]. "
            + "Specifying a port in the destination is required to disambiguate.",
          on: ambiguous.virtualService.metadata.reference, at: ambiguous.host.span,
          help: "name one of the ports in port.number beside the host", istioctlSpan: ambiguous.istioctlSpan))
    }
  }
}
