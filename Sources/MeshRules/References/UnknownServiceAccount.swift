import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds service accounts in policies of either mesh that nobody runs as.
package struct UnknownServiceAccount: Rule {
  package static let page = RulePage.unknownServiceAccount
  package static var scope: RuleScope { .kubernetes }

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.unknownAccounts(context.identities) {
      guard let first = found.uses.first else { continue }
      findings.report(
        RuleFinding(
          "Service account \(found.account.title) in \(first.policy.title) \(first.effect.onNobody): the given manifests "
            + "neither define it nor run anything as it",
          on: first.policy.reference, at: first.span,
          related: found.uses.dropFirst().lazy.map { .init("the same account", at: $0.span) }.eachPlaceOnce(),
          help: found.suggestion.map { "did you mean \(quoted($0))?" }))
    }
  }
}
