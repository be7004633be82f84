import Certificates
import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds Secrets of Gateways with a certificate that no gateway can use.
package struct InvalidGatewayCredential: Rule {
  package static let page = RulePage.invalidGatewayCredential

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let credentials = context.mesh.invalidCredentials()
    for invalid in credentials.found { findings.report(.invalid(invalid)) }
    for needs in credentials.unjudged { findings.skip(needs: needs) }
  }
}

extension RuleFinding {
  fileprivate static func invalid(_ credential: InvalidCredential) -> RuleFinding {
    RuleFinding(
      "The credential referenced by the Gateway \(credential.gateway.name) in namespace \(credential.namespace) is "
        + "invalid, which can cause the traffic not to work as expected.",
      on: credential.gateway.metadata.reference, at: credential.name.span,
      related: [.init("the Secret", at: credential.secret.metadata.span)], help: credential.reason.text,
      istioctlSpan: credential.name.span)
  }
}

extension InvalidCredential.Reason {
  fileprivate var text: String {
    switch self {
    case .noKeys: "the Secret has no certificate and key: give it tls.crt and tls.key, or cert and key"
    case .certificate(.noCertificate): "the certificate of the Secret does not begin with an X.509 certificate in PEM"
    case .certificate(.expired(let day)): "the certificate expired on \(day)"
    case .certificate(.notYetValid(let day)): "the certificate is not valid before \(day)"
    case .certificate(.otherKey): "the key of the Secret is not that of its certificate"
    }
  }
}
