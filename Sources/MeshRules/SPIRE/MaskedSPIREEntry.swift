import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds objects whose settings do not count, since another one makes the same registration entry.
struct MaskedSPIREEntry: Rule {
  static let page = RulePage.maskedSpireEntry
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for masked in context.mesh.maskedEntries() {
      findings.report(
        RuleFinding(
          "\(masked.metadata.title) and \(masked.other.title) make the same registration entry with other settings",
          on: masked.metadata.reference, at: masked.written.span,
          related: [Finding.Related("the other one", at: masked.otherWritten.span)],
          help: "merge the two: SPIRE's controller manager takes the older object and passes over the other"))
    }
  }
}
