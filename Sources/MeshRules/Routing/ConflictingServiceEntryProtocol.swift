import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds ServiceEntries that give one port of a host different protocols.
package struct ConflictingServiceEntryProtocol: Rule {
  package static let page = RulePage.conflictingServiceEntryProtocol

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    var reported: Set<ResourceReference> = []
    for conflict in context.mesh.conflictingProtocols() {
      let names = conflict.claims.map(\.entry.metadata.reference.path).joined(separator: ", ")
      for claim in conflict.claims where reported.insert(claim.entry.metadata.reference).inserted {
        let others = conflict.claims.filter {
          $0.entry !== claim.entry && $0.protocolText != claim.protocolText
        }
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
}

extension ConflictingProtocol.Claim {
  fileprivate var protocolText: String { (port.protocolName?.value ?? "").uppercased() }
  fileprivate var place: SourceSpan { port.protocolName?.span ?? port.number.span }
}
