import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds VirtualServices bound to a Gateway that has none of their hosts, in the words of `istioctl analyze`.
package struct VirtualServiceHostNotFoundInGateway: Rule {
  package static let page = RulePage.virtualServiceHostNotFoundInGateway

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.gatewayReferences().unmatched {
      let reference = found.virtualService.metadata.reference
      let hosts = found.virtualService.hosts.map(\.value).joined(separator: " ")
      findings.report(
        RuleFinding(
          "one or more host [\(hosts)] defined in VirtualService \(reference.path) not found in Gateway "
            + "\(found.gateway).",
          on: reference, at: found.reference.span,
          related: found.gatewayHosts.prefix(4).map { .init("a host of the Gateway", at: $0.span) },
          istioctlSpan: found.reference.span))
    }
  }
}
