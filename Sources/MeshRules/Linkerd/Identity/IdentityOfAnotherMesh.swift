import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds identities in policies of Linkerd that another control plane would have to issue.
package struct IdentityOfAnotherMesh: LinkerdRule {
  package static let page = RulePage.identityOfAnotherMesh

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    let settings = linkerd.settings
    let hasLinkedClusters = linkerd.hasLinkedClusters
    for identity in linkerd.clients().identities where settings.problem(withIdentity: identity.value.value) == .foreign
    {
      guard !hasLinkedClusters else {
        findings.skip(needs: "the trust domains of the linked clusters")
        continue
      }
      let tail = "\(settings.controlPlaneNamespace).\(settings.trustDomain.value)"
      findings.report(
        RuleFinding(
          "Identity \(quoted(identity.value.value)) of \(identity.policy.title) lets nobody in: those of this mesh end in "
            + quoted("identity.\(tail)"),
          on: identity.policy.reference, at: identity.value.span,
          related: settings.trustDomain.origin.map { [.init("the trust domain", at: $0)] } ?? [],
          help: settings.mended(identity.value.value).map { "write \(quoted($0))" }))
    }
  }
}

extension LinkerdSettings {
  /// An identity with the end that those of this mesh have.
  fileprivate func mended(_ identity: String) -> String? {
    LinkerdIdentityName(identity).map { self.identity(namespace: $0.namespace, account: $0.account) }
  }
}
