import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds identities in policies of Linkerd that have another form than those of clients.
package struct MalformedIdentity: LinkerdRule {
  package static let page = RulePage.malformedIdentity

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let external = Set(context.mesh.written.linkerd.externalWorkloads.compactMap(\.identity?.value))
    let mender = LinkerdIdentityMender(linkerd)
    for identity in linkerd.clients().identities {
      let text = identity.value.value
      let reason: String
      switch linkerd.settings.problem(withIdentity: text) {
      case .malformed: reason = "no pod has a name of this form"
      case .spiffe(let account):
        if external.contains(text) { continue }
        guard account.map({ context.mesh.describesWorkloads(of: $0.namespace) }) ?? context.mesh.options.isComplete
        else {
          findings.skip(needs: "the ExternalWorkloads")
          continue
        }
        reason = "the names of pods are no SPIFFE IDs, and no ExternalWorkload has this one"
      case .foreign, nil: continue
      }
      findings.report(
        RuleFinding(
          "Identity \(quoted(text)) of \(identity.policy.title) lets nobody in: \(reason)",
          on: identity.policy.reference, at: identity.value.span,
          help: "write \(mender.mended(text).map(quoted) ?? linkerd.settings.form)"))
    }
  }
}

extension LinkerdSettings {
  /// The form of the names of pods.
  fileprivate var form: String { identity(namespace: "NAMESPACE", account: "ACCOUNT") }
}
