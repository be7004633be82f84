import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds headless services some of whose pods have no proxy, so that all of them are sent plain text.
package struct HeadlessServiceWithMixedProxies: Rule {
  package static let page = RulePage.headlessServiceWithMixedProxies

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    var reported: Set<Int> = []
    for failure in context.survey.failures {
      guard case .passthroughWithoutProxy(let index) = failure.cause else { continue }
      reported.insert(index)
      findings.report(
        .mixed(
          index, "also to those that are STRICT. \(failure.consequence)", severity: .error, in: context.mesh,
          requirements: context.mesh.requirements(of: failure.refusals, limit: 2)))
    }
    for index in context.mesh.headlessServicesWithMixedProxies() where !reported.contains(index) {
      findings.report(
        .mixed(index, "although some could use mutual TLS", severity: .warning, in: context.mesh, requirements: []))
    }
  }
}

extension RuleFinding {
  fileprivate static func mixed(
    _ index: Int, _ consequence: String, severity: Severity, in mesh: EffectiveMesh, requirements: [Finding.Related]
  ) -> RuleFinding {
    let service = mesh.services[index].metadata.reference
    return RuleFinding(
      "\(service.friendlyName) is headless and not all of its pods take mutual TLS, so clients send plain text to all of "
        + "them, \(consequence)",
      on: service, at: mesh.headlessPlace(of: index),
      related: (mesh.backendWithoutMutualTLS(of: index).map { [$0] } ?? []) + requirements,
      help: "give every pod behind the service a proxy, or write a DestinationRule with ISTIO_MUTUAL for the host",
      severity: severity)
  }
}
