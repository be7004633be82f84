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

extension RuleFinding {
  fileprivate static func namesServicePort(
    _ entry: PeerAuthentication.PortMode, of policy: PeerAuthentication, _ mapping: PortMapping, in mesh: EffectiveMesh
  ) -> RuleFinding {
    let service = mapping.service.metadata
    return RuleFinding(
      "\(policy.title) sets a mode for port \(entry.port.value), which is a port of "
        + "Service \(quoted(service.key)); its connections arrive at workload port \(mapping.workloadPort)",
      on: policy.metadata.reference, at: entry.span,
      related: [.init("port \(mapping.port.number) leads to \(mapping.port.target)", at: mapping.port.span)],
      help: "portLevelMtls counts workload ports: write \(mapping.workloadPort)")
  }
}
