import Certificates
import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds webhooks of Linkerd, and its tap, whose certificate the API server does not accept.
package struct LinkerdWebhookNotTrusted: LinkerdRule {
  package static let page = RulePage.linkerdWebhookNotTrusted

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for server in context.mesh.untrustedLinkerdServers { findings.report(.untrusted(server)) }
  }
}

extension RuleFinding {
  fileprivate static func untrusted(_ server: UntrustedServer) -> RuleFinding {
    let (fact, help): (String, String) =
      switch server.problem {
      case .chain:
        (
          "is not signed by \(server.caBundle.title)",
          "take the certificate and the CA bundle from one rendering of the chart, or let cert-manager write both"
        )
      case .name(let host):
        ("is not for \(quoted(host)), the name by which it is called", "issue it anew with this name among dnsNames")
      case .purpose: ("is not for servers by its extended key usage", "issue it anew with the usage serverAuth")
      }
    let bundle = server.caBundle
    return RuleFinding(
      "\(server.certificate.value.title) in \(server.served.title) \(fact), so the API server does not talk to "
        + quoted(server.service),
      on: server.served.text.owner.reference, at: server.certificate.place,
      related: [.init("the CA bundle", at: bundle.certificates.first?.place ?? bundle.text.value.span)], help: help)
  }
}
