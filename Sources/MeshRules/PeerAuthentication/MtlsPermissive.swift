import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds PeerAuthentications in force that accept plain text beside mutual TLS.
package struct MtlsPermissive: Rule {
  package static let page = RulePage.mtlsPermissive
  package static var isOnByDefault: Bool { false }

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.modesInForce(.PERMISSIVE) {
      let metadata = found.policy.policy.metadata
      findings.report(
        RuleFinding(
          "\(metadata.title) accepts plain text for \(found.words(in: context.mesh))",
          on: metadata.reference, at: found.mode.span,
          help: "set STRICT once every client sends mutual TLS"))
    }
  }
}
