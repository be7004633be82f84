import Certificates
import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds webhooks of Linkerd whose certificate the API server does not accept.
package struct LinkerdWebhookNotTrusted: LinkerdRule {
  package static let page = RulePage.linkerdWebhookNotTrusted

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for webhook in context.mesh.untrustedLinkerdWebhooks { findings.report(.untrusted(webhook)) }
  }
}

extension RuleFinding {
  fileprivate static func untrusted(_ webhook: UntrustedWebhook) -> RuleFinding {
    let (fact, help): (String, String) =
      switch webhook.problem {
      case .chain:
        (
          "is not signed by the CA bundle of \(webhook.configuration.title)",
          "take the Secret and the CA bundle from one rendering of the chart, or let cert-manager write both"
        )
      case .name(let host):
        ("is not for \(quoted(host)), the name by which it is called", "issue it anew with this name among dnsNames")
      case .purpose: ("is not for servers by its extended key usage", "issue it anew with the usage serverAuth")
      }
    return RuleFinding(
      "\(webhook.certificate.value.title) in \(webhook.secret.title) \(fact), so the API server does not accept the webhook",
      on: webhook.secret.reference, at: webhook.certificate.place,
      related: [.init("the CA bundle", at: webhook.caBundle.text.value.span)], help: help)
  }
}
