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
    guard let own = context.mesh.spireControllers.trustDomain else { return }
    for entry in context.mesh.mesh.spire.staticEntries {
      guard let written = entry.spiffeID, let id = try? SPIFFEID(written.value), id.trustDomain != own else { continue }
      let reason = "the entry is one of trust domain \(quoted(id.trustDomain)), while the server's is \(quoted(own))"
      report(entry.metadata, reason, at: written.span, nil, &findings)
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
