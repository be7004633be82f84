import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds workloads that are STRICT although their namespace, or the mesh, is DISABLE: clients look at the namespace
/// alone and send plain text.
package struct StrictWorkloadInDisabledNamespace: Rule {
  package static let page = RulePage.strictWorkloadInDisabledNamespace

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for failure in context.survey.failures {
      guard case .namespaceDisabled(let strict?, let disabled) = failure.cause else { continue }
      let policy = context.mesh.peerAuthentications[strict]
      let weak = disabled.map { context.mesh.peerAuthentications[$0] }
      let related = weak.map {
        [Finding.Related("\($0.metadata.reference.friendlyName) disables mutual TLS here", at: $0.modeSpan)]
      }
      findings.report(
        RuleFinding(
          "\(policy.title) demands STRICT where "
            + "\(quoted(weak?.metadata.key ?? "(none)")) is DISABLE: auto mTLS goes by the namespace and sends plain text. "
            + failure.consequence,
          on: policy.metadata.reference, at: failure.refusals[0].accepts.place ?? policy.modeSpan,
          related: related ?? [],
          help: "set the namespace to PERMISSIVE, or write a DestinationRule with ISTIO_MUTUAL for the host"))
    }
  }
}
