import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds ClusterStaticEntries of which SPIRE makes no registration entry.
struct UnusableStaticEntry: Rule {
  static let page = RulePage.unusableStaticEntry
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for rejection in context.mesh.written.spireRejections where rejection.consequence == .unusableEntry {
      report(rejection.metadata, rejection.reason, at: rejection.span, rejection.remedy, &findings)
    }
    for foreign in context.mesh.foreignStaticEntries() {
      let expected =
        foreign.isServerKnown
        ? "while the server's is \(quoted(foreign.expected))" : "the entry one of \(quoted(foreign.expected))"
      let reason =
        "the \(foreign.isParent ? "parent" : "entry") is one of trust domain \(quoted(foreign.trustDomain)), \(expected)"
      report(foreign.source.metadata, reason, at: foreign.written.span, nil, &findings)
    }
  }

  private func report(
    _ metadata: Metadata, _ reason: String, at place: SourceSpan, _ remedy: String?, _ findings: inout RuleFindings
  ) {
    let consequence = "no webhook looks at the object; its status and the controller's log tell alone"
    findings.report(
      RuleFinding(
        "\(metadata.title) becomes no registration entry: \(reason)", on: metadata.reference, at: place,
        help: remedy.map { "\($0); \(consequence)" } ?? consequence))
  }
}
