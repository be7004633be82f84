import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds Deployments of which one port is reached through different ports of Services.
package struct DeploymentConflictingPorts: Rule {
  package static let page = RulePage.deploymentConflictingPorts

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.serviceDisagreements() {
      guard case .target(let target) = found.kind else { continue }
      let services = found.ports.map(\.service.metadata.key).sorted().joined(separator: " ")
      let numbers = found.ports.map { String($0.port.number.value) }.joined(separator: " ")
      findings.report(
        RuleFinding(
          "This deployment \(found.workload.name) is associated with multiple services [\(services)] using targetPort "
            + "\(quoted(target)) but different ports: [\(numbers)].",
          on: found.workload.metadata.reference, at: found.workload.metadata.span,
          related: found.ports.prefix(4).map {
            .init(
              "port \($0.port.number.value) of Service \(quoted($0.service.metadata.key))", at: $0.port.number.span)
          },
          help: "let one port number lead to the target, or give the pods a port for each",
          istioctlSpan: found.workload.metadata.span))
    }
  }
}
