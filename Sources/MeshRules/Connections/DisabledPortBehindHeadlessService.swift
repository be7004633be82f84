import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds headless services whose clients use mutual TLS for all pods, also for a workload or port that is DISABLE.
package struct DisabledPortBehindHeadlessService: Rule {
  package static let page = RulePage.disabledPortBehindHeadlessService

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for failure in context.survey.failures {
      guard case .passthroughDisabled(let index, let policy) = failure.cause else { continue }
      let service = context.mesh.services[index]
      let object = policy.map { context.mesh.peerAuthentications[$0].metadata } ?? service.metadata
      findings.report(
        RuleFinding(
          "\(object.title) disables mutual TLS behind the headless "
            + "\(service.metadata.reference.friendlyName), but clients choose once for all of its pods and use mutual TLS. "
            + failure.consequence,
          on: object.reference, at: failure.refusals[0].accepts.place ?? object.span,
          related: [.init("the headless service", at: context.mesh.headlessPlace(of: index))],
          help: "write a DestinationRule with DISABLE for the host and port, or make the port PERMISSIVE"))
    }
  }
}
