import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds PeerAuthentications in force that accept plain text beside mutual TLS.
package struct MtlsPermissive: Rule {
  package static let page = RulePage.mtlsPermissive
  package static var isOnByDefault: Bool { false }

  package static let options = [namespaces]

  private static let namespaces = RuleOption("namespaces", "Namespaces that may accept plain text.")

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.modesInForce(.PERMISSIVE) {
      let metadata = found.policy.policy.metadata
      guard !context.options.covers(metadata.namespaceName, Self.namespaces, of: Self.self) else { continue }
      findings.report(
        RuleFinding(
          "\(metadata.title) accepts plain text for \(found.words(in: context.mesh))",
          on: metadata.reference, at: found.mode.span,
          help: "set STRICT once every client sends mutual TLS"))
    }
  }
}
