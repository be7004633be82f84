import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds Deployments whose Services give one port number different transport protocols.
package struct DeploymentAssociatedToMultipleServices: Rule {
  package static let page = RulePage.deploymentAssociatedToMultipleServices

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.serviceDisagreements() {
      guard case .transports(let number) = found.kind else { continue }
      let services = found.ports.map(\.service.metadata.key).sorted().joined(separator: " ")
      findings.report(
        RuleFinding(
          "This deployment \(found.workload.name) is associated with multiple services using port \(number) but "
            + "different protocols: [\(services)]",
          on: found.workload.metadata.reference, at: found.workload.metadata.span,
          related: found.ports.prefix(4).map {
            .init("\($0.port.transport) in Service \(quoted($0.service.metadata.key))", at: $0.port.number.span)
          },
          help: "give the port of one of the Services another number",
          istioctlSpan: found.workload.metadata.span))
    }
  }
}
