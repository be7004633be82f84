import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds ports that an annotation keeps from the server's proxy, while clients still use mutual TLS for them.
package struct ExcludedPortExpectsPlaintext: Rule {
  package static let page = RulePage.excludedPortExpectsPlaintext

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for failure in context.survey.failures {
      guard case .inboundExclusion(let index) = failure.cause, let bypass = failure.refusals[0].bypass else { continue }
      let workload = context.mesh.workloads[index]
      let ports = Set(failure.refusals.map(\.workloadPort)).sorted().map(String.init)
      findings.report(
        RuleFinding(
          "\(bypass.annotation) keeps port \(list(ports)) of \(workload.metadata.reference.friendlyName) from its proxy, "
            + "but clients send mutual TLS, which the application does not speak. \(failure.consequence)",
          on: workload.metadata.reference, at: bypass.place,
          help: "set portLevelMtls DISABLE for the port, so that clients send plain text"))
    }
  }
}
