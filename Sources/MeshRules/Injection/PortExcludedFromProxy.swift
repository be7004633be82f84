import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds annotations that lead the connections to a Service past the sidecar.
package struct PortExcludedFromProxy: Rule {
  package static let page = RulePage.portExcludedFromProxy

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    // Where clients fail because of it, ExcludedPortExpectsPlaintext speaks.
    let failing = Set(
      context.survey.failures.compactMap { failure -> Int? in
        if case .inboundExclusion(let workload) = failure.cause { workload } else { nil }
      })
    for (position, workload) in mesh.workloads.enumerated() where !failing.contains(position) {
      let ports = mesh.bypassedPorts(of: position)
      guard !ports.isEmpty, let annotation = mesh.inboundCapture(of: position).annotation else { continue }
      let name = annotation.key.value.drop { $0 != "/" }.dropFirst()
      let services = Set(ports.map { quoted($0.service.metadata.key) }).sorted()
      findings.report(
        RuleFinding(
          "\(name) keeps \(ports.count == 1 ? "port" : "ports") \(list(ports.map { String($0.port) }, limit: 8)) of "
            + "\(workload.metadata.reference.friendlyName) from its sidecar, and Service \(list(services)) "
            + "\(services.count == 1 ? "leads" : "lead") there",
          on: workload.metadata.reference, at: annotation.value.span,
          related: ports.prefix(4).map {
            .init("port \($0.servicePort.number) leads to \($0.port)", at: $0.servicePort.span)
          },
          help: "no policy holds for these ports, neither PeerAuthentication nor AuthorizationPolicy"))
    }
  }
}
