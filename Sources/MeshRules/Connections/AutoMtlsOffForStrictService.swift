import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds meshes in which auto mTLS is off while servers are STRICT and no DestinationRule asks for mutual TLS.
package struct AutoMtlsOffForStrictService: Rule {
  package static let page = RulePage.autoMtlsOffForStrictService

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for failure in context.survey.failures {
      guard case .autoMTLSOff = failure.cause else { continue }
      let place = context.mesh.settings.autoMTLS.origin
      let strict = failure.refusals[0].accepts.policy.map { context.mesh.peerAuthentications[$0].metadata }
      guard let span = place ?? failure.refusals[0].accepts.place else { continue }
      let map = context.mesh.mesh.configMaps.first { $0.meshConfig?.enableAutoMtls?.span == place }?.metadata
      findings.report(
        RuleFinding(
          "enableAutoMtls is false and no DestinationRule asks for mutual TLS, so clients send plain text to servers that "
            + "are STRICT. \(failure.consequence)",
          on: place == nil ? strict?.reference : map?.reference, at: span,
          related: place == nil ? [] : context.mesh.requirements(of: failure.refusals),
          help: "remove enableAutoMtls: false, or write a DestinationRule with ISTIO_MUTUAL for the hosts"))
    }
  }
}
