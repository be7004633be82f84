import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds TLS settings of a subset or port that differ from those of the whole rule.
package struct OverrideOfTLS: Rule {
  package static let page = RulePage.overrideOfTls
  package static var isOnByDefault: Bool { false }

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for override in context.mesh.tlsOverrides() {
      let rule = context.mesh.destinationRules[override.rule]
      let place = [override.port.map { "port \($0)" }, override.subset.map { "subset \(quoted($0))" }].compactMap { $0 }
      findings.report(
        RuleFinding(
          "\(rule.title) has \(override.tls.words) for \(place.joined(separator: " of ")) "
            + "and \(override.overridden.words) for the rest",
          on: rule.metadata.reference, at: override.span,
          related: override.overridden.map { [.init("what the rest gets", at: $0.span)] } ?? [],
          help: override.tls == nil ? "an entry of portLevelSettings inherits nothing: write its tls" : nil))
    }
  }
}

extension ClientTLS? {
  fileprivate var words: String { map { "TLS mode \($0.mode.rawValue)" } ?? "no TLS settings" }
}
