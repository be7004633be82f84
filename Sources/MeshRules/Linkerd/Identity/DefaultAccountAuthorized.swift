import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds policies of Linkerd that let in the account of all pods that name none.
package struct DefaultAccountAuthorized: LinkerdRule {
  package static let page = RulePage.defaultAccountAuthorized

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let uses = linkerd.clients().accounts.filter { $0.account.name == "default" }
    guard !uses.isEmpty else { return }
    let shared = Set(context.mesh.sharedAccounts(context.identities).map(\.account))
    for use in uses where !shared.contains(use.account) {
      findings.report(
        RuleFinding(
          "\(use.policy.title) names service account \(use.account.title), as which every pod of the namespace runs that "
            + "names no other",
          on: use.policy.reference, at: use.span, help: "give the client a service account of its own"))
    }
  }
}
