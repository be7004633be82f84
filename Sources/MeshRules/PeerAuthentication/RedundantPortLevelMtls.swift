import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds `portLevelMtls` entries that set the mode which their port would have without them.
package struct RedundantPortLevelMtls: Rule {
  package static let page = RulePage.redundantPortLevelMtls

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for found in mesh.peerAuthenticationsInForce() where !found.policy.setsNothing {
      guard let first = found.workloads.first else { continue }
      for entry in found.policy.portLevelMtls {
        guard mesh.isRedundant(entry, of: found), let port = Int(entry.port.value),
          mesh.mapping(of: port, on: found.workloads) == nil
        else { continue }
        let base = mesh.serverModes[first].base
        let metadata = found.policy.metadata
        findings.report(
          RuleFinding(
            "The entry for port \(port) of \(metadata.title) changes nothing: "
              + (entry.mode.isSet ? "the port is \(base.mode.rawValue) without it" : "it sets no mode"),
            on: metadata.reference, at: entry.span,
            related: base.place.map { [.init("the mode without the entry", at: $0)] } ?? [],
            help: "remove the entry"))
      }
    }
  }
}
