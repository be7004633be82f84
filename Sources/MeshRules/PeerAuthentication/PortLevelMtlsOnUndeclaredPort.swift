import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds `portLevelMtls` entries for ports that neither a container nor a Service declares.
package struct PortLevelMtlsOnUndeclaredPort: Rule {
  package static let page = RulePage.portLevelMtlsOnUndeclaredPort

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for found in mesh.peerAuthenticationsInForce() where !found.workloads.isEmpty {
      guard !found.policy.portLevelMtls.isEmpty else { continue }
      let declared = found.workloads.map { mesh.declaredPorts(of: $0) }
      // Of a workload that declares no port at all nothing can be said.
      guard declared.allSatisfy({ !$0.isEmpty }) else { continue }
      for entry in found.policy.portLevelMtls {
        guard let port = Int(entry.port.value), !declared.contains(where: { $0.contains(port) }),
          !mesh.isRedundant(entry, of: found), mesh.mapping(of: port, on: found.workloads) == nil
        else { continue }
        let metadata = found.policy.metadata
        let ports = declared.reduce(into: Set<Int>()) { $0.formUnion($1) }.sorted().map(String.init)
        findings.report(
          RuleFinding(
            "\(metadata.title) sets a mode for port \(port), which neither a container nor a "
              + "Service of \(list(mesh.names(of: found.workloads))) declares",
            on: metadata.reference, at: entry.span,
            help: "declared \(ports.count == 1 ? "is port" : "are ports") \(list(ports, limit: 8))"))
      }
    }
  }
}
