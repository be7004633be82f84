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
          "DestinationRule \(quoted(rule.metadata.key)) makes sidecars send plain text to \(hosts(misuse.hosts)): "
            + "without workloadSelector, only gateways load credentialName \(quoted(tls.credentialName?.value ?? ""))",
          on: rule.metadata.reference, at: tls.credentialName?.span ?? tls.span,
          related: [.init("the mode that does not come about", at: tls.span)] + misuse.otherPlaces,
          help: "add a workloadSelector for the clients, or name certificate files that the sidecars have"))
    }
  }
}

/// `host "a"`, `host "a" and 2 other hosts`.
func hosts(_ names: [String]) -> String {
  let others = names.count > 1 ? " and \(count(names.count - 1, "other host"))" : ""
  return "host \(quoted(names.first ?? ""))\(others)"
}

extension TLSMisuse {
  /// Further settings of the same rule with the same effect.
  var otherPlaces: [Finding.Related] {
    var places: [Finding.Related] = []
    for span in cases.map(\.tls.span) where span != cases[0].tls.span && places.last?.span != span {
      places.append(.init("these settings do the same", at: span))
    }
    return Array(places.prefix(8))
  }
}
