import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds PeerAuthentications in force that turn mutual TLS off.
package struct MtlsDisabled: Rule {
  package static let page = RulePage.mtlsDisabled

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.modesInForce(.DISABLE) {
      let metadata = found.policy.policy.metadata
      findings.report(
        RuleFinding(
          "\(metadata.title) turns mutual TLS off for \(found.words(in: context.mesh))",
          on: metadata.reference, at: found.mode.span,
          help: "PERMISSIVE takes plain text as well, and mutual TLS from clients that send it"))
    }
  }
}

extension ModeInForce {
  /// For whom the mode holds, with the port where it is set for one.
  func words(in mesh: EffectiveMesh) -> String {
    (entry.map { "port \($0.port.value) of " } ?? "") + policy.scopeWords(in: mesh)
  }
}
