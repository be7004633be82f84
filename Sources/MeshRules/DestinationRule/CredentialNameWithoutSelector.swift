import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds a `credentialName` that sidecars cannot load, so that they send plain text.
package struct CredentialNameWithoutSelector: Rule {
  package static let page = RulePage.credentialNameWithoutSelector

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for misuse in context.mesh.plaintextByCredentialName() {
      let rule = context.mesh.destinationRules[misuse.rule]
      let tls = misuse.cases[0].tls
      findings.report(
        RuleFinding(
          "\(rule.title) makes sidecars send plain text to \(hosts(misuse.hosts)): "
            + "without workloadSelector, only gateways load credentialName \(quoted(tls.credentialName?.value ?? ""))",
          on: rule.metadata.reference, at: tls.credentialName?.span ?? tls.span,
          related: [.init("the mode that does not come about", at: tls.span)] + misuse.otherPlaces,
          help: "add a workloadSelector for the clients, or name certificate files that the sidecars have"))
    }
  }
}

extension TLSMisuse {
  /// Further settings of the same rule with the same effect.
  var otherPlaces: [Finding.Related] {
    cases.lazy.map(\.tls.span).filter { $0 != cases[0].tls.span }
      .map { Finding.Related("these settings do the same", at: $0) }.eachPlaceOnce(limit: 8)
  }
}
