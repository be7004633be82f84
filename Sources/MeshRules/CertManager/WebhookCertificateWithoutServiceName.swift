import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds Certificates for Linkerd's webhooks that the API server does not accept.
struct WebhookCertificateWithoutServiceName: LinkerdRule {
  static let page = RulePage.webhookCertificateWithoutServiceName

  func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for certificate in context.mesh.mesh.certManager.certificates {
      guard let secret = certificate.secretName, let service = Self.services[secret.value] else { continue }
      if let namespace = certificate.metadata.namespace {
        let (name, parent) = ("\(service).\(namespace.value).svc", "*.\(namespace.value).svc")
        if !certificate.dnsNames.contains(where: { [name, parent].contains($0.value) }) {
          findings.report(.withoutName(certificate, name, secret))
        }
      }
      if let usage = certificate.usageOfOthers { findings.report(.forOthers(certificate, usage)) }
    }
  }

  /// The Services of the webhooks, by the Secrets that they read (`charts/linkerd-control-plane/templates`).
  private static let services = [
    "linkerd-proxy-injector-k8s-tls": "linkerd-proxy-injector",
    "linkerd-sp-validator-k8s-tls": "linkerd-sp-validator",
    "linkerd-policy-validator-k8s-tls": "linkerd-policy-validator",
  ]
}

extension RuleFinding {
  fileprivate static func withoutName(
    _ certificate: ManagedCertificate, _ name: String, _ secret: Located<String>
  ) -> RuleFinding {
    RuleFinding(
      "\(certificate.title) is for Linkerd's webhook and does not hold the name \(name), by which the API server calls it",
      on: certificate.metadata.reference,
      at: certificate.dnsNames.first?.span ?? certificate.commonName?.span ?? secret.span,
      help: "add \(name) to dnsNames")
  }

  fileprivate static func forOthers(_ certificate: ManagedCertificate, _ usage: Located<String>) -> RuleFinding {
    RuleFinding(
      "\(certificate.title) is for Linkerd's webhook and limited to \(quoted(usage.value)), so the API server does not "
        + "accept it from a server",
      on: certificate.metadata.reference, at: usage.span, help: "add the usage \"server auth\"")
  }
}
