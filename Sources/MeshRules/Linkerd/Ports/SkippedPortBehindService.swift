import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds Services that lead to ports that `skip-inbound-ports` keeps from the proxy.
package struct SkippedPortBehindService: LinkerdRule {
  package static let page = RulePage.skippedPortBehindService

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for annotation in linkerd.annotations("skip-inbound-ports") {
      let skipped = PortRanges(redirection: annotation.value.value)
      var places: [Finding.Related] = []
      var ports: Set<Int> = []
      for workload in annotation.workloads {
        for (service, port, target) in linkerd.servicePorts(of: workload) where skipped.contains(target) {
          // What a Server is for is another finding, and a graver one.
          guard linkerd.policies.servers(of: linkerd.workloads[workload], port: target).isEmpty else { continue }
          ports.insert(target)
          places.append(.init("\(service.metadata.reference.friendlyName) leads to the port", at: port.span))
        }
      }
      guard !ports.isEmpty else { continue }
      findings.report(
        RuleFinding(
          "\(annotation.key) keeps \(portWords(ports)) of \(linkerd.names(of: annotation.workloads)) from the proxy: "
            + "clients in the mesh send plain text there, and no policy holds",
          on: annotation.owner.reference, at: annotation.value.span, related: places.eachPlaceOnce(),
          help: "make the port opaque instead, which keeps mutual TLS where the protocol cannot be detected"))
    }
  }
}

extension LinkerdMesh {
  /// The ports of Services that lead to a workload, with the workload's port.
  fileprivate func servicePorts(of workload: Int) -> [(service: MeshService, port: MeshService.Port, target: Int)] {
    registry.services(of: workload).flatMap { index in
      registry.services[index].ports.compactMap { port in
        guard port.portProtocol != .udp, let target = registry.workloadPort(port, of: workload) else { return nil }
        return (registry.services[index], port, target)
      }
    }
  }
}
