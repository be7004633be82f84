import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds `portLevelMtls` entries that name the port of a Service where the port of the workload is meant.
package struct PortLevelMtlsNamesServicePort: Rule {
  package static let page = RulePage.portLevelMtlsNamesServicePort

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for policy in mesh.peerAuthentications where policy.selector.isSelective && !policy.portLevelMtls.isEmpty {
      guard let labels = policy.selector?.labels else { continue }
      let workloads = mesh.mesh.workloads(in: policy.namespace, matching: labels)
      for entry in policy.portLevelMtls {
        guard let port = Int(entry.port.value), let mapping = mesh.mapping(of: port, on: workloads) else { continue }
        findings.report(.namesServicePort(entry, of: policy, mapping, in: mesh))
      }
    }
  }
}

/// A Service port whose connections arrive at another port of the workload.
private struct PortMapping {
  var service: MeshService
  var port: MeshService.Port
  var workloadPort: Int
}

extension EffectiveMesh {
  /// The mapping of a Service's `number` to another port of the workloads, if no workload serves `number` itself.
  fileprivate func mapping(of number: Int, on workloads: [Int]) -> PortMapping? {
    var found: PortMapping?
    for workload in workloads {
      if self.workloads[workload].pod.servingContainers.contains(where: { container in
        container.ports.contains { $0.number.value == number }
      }) {
        return nil
      }
      for service in registry.services(of: workload) {
        for port in services[service].ports {
          guard let target = registry.workloadPort(port, of: workload) else { continue }
          if target == number { return nil }
          if port.number == number, found == nil {
            found = PortMapping(service: services[service], port: port, workloadPort: target)
          }
        }
      }
    }
    return found
  }
}

extension RuleFinding {
  fileprivate static func namesServicePort(
    _ entry: PeerAuthentication.PortMode, of policy: PeerAuthentication, _ mapping: PortMapping, in mesh: EffectiveMesh
  ) -> RuleFinding {
    let service = mapping.service.metadata
    return RuleFinding(
      "PeerAuthentication \(quoted(policy.metadata.key)) sets a mode for port \(entry.port.value), which is a port of "
        + "Service \(quoted(service.key)); its connections arrive at workload port \(mapping.workloadPort)",
      on: policy.metadata.reference, at: entry.span,
      related: [.init("port \(mapping.port.number) leads to \(mapping.port.target)", at: mapping.port.span)],
      help: "portLevelMtls counts workload ports: write \(mapping.workloadPort)")
  }
}
