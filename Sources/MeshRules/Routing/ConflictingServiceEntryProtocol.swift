import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds ServiceEntries that give one port of a host different protocols.
package struct ConflictingServiceEntryProtocol: Rule {
  package static let page = RulePage.conflictingServiceEntryProtocol

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for conflict in context.mesh.conflictingProtocols() {
      let claim = conflict.claim
      let names = conflict.rivals.names(\.entry, separator: ", ")
      let others = conflict.rivals.first.filter { $0.protocolName != claim.protocolName }
      findings.report(
        RuleFinding(
          "Multiple ServiceEntries (\(names)) define the same host \(quoted(conflict.host)) and port "
            + "\(conflict.port) with conflicting protocols (\(conflict.protocols.joined(separator: ", "))).",
          on: claim.entry.metadata.reference, at: claim.place,
          related: others.prefix(4).map { .init("\($0.entry.title) gives it another protocol", at: $0.place) },
          help: "give the port one protocol in all of them; sidecars treat it by one of the protocols alone",
          istioctlSpan: claim.entry.metadata.name.span))
    }
  }
}

extension ConflictingProtocol.Claim {
  fileprivate var place: SourceSpan { port.protocolName?.span ?? port.number.span }
}
