import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds clients that keep a port from their proxy, so that they send plain text to servers that are STRICT.
package struct ExcludedOutboundPortToStrict: Rule {
  package static let page = RulePage.excludedOutboundPortToStrict

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for failure in context.survey.failures {
      guard case .outboundExclusion(let client) = failure.cause else { continue }
      let workload = context.mesh.workloads[client]
      let refusal = failure.refusals[0]
      guard let exclusion = context.mesh.captures[client]?.outboundExclusion(of: refusal.port) else { continue }
      let ports = Set(failure.refusals.map(\.port)).sorted().map(String.init)
      findings.report(
        RuleFinding(
          "\(exclusion.annotation) keeps connections of \(workload.metadata.reference.friendlyName) to port "
            + "\(list(ports)) from its proxy, so they go out in plain text. \(failure.consequence)",
          on: workload.metadata.reference, at: exclusion.place,
          related: context.mesh.requirements(of: failure.refusals),
          help: "exclude address ranges instead of the port, or let the servers be PERMISSIVE on it"))
    }
  }
}
