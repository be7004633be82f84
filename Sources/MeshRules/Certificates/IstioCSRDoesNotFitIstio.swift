import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds installations of istio-csr that do not fit Istio or cert-manager.
package struct IstioCSRDoesNotFitIstio: Rule {
  package static let page = RulePage.istioCsrDoesNotFitIstio

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for disagreement in context.mesh.istioCSRDisagreements() {
      let (message, help) = disagreement.kind.words
      findings.report(
        RuleFinding(
          message, on: disagreement.owner.reference, at: disagreement.span,
          related: disagreement.other.map { [.init("the other side", at: $0)] } ?? [], help: help,
          severity: disagreement.kind.severity))
    }
  }
}

extension IstioCSRDisagreement.Kind {
  fileprivate var severity: Severity? { if case .istiodSigns = self { .warning } else { nil } }

  fileprivate var words: (message: String, help: String) {
    switch self {
    case .trustDomain(let own, let mesh):
      (
        "istio-csr signs for trust domain \(quoted(own)), and the mesh's is \(quoted(mesh)), so that proxies get no "
          + "certificates",
        "set app.tls.trustDomain of istio-csr to meshConfig.trustDomain"
      )
    case .cluster(let own, let istio):
      (
        "istio-csr signs for cluster \(quoted(own)), and proxies say they are in \(quoted(istio)), so that they get no "
          + "certificates",
        "set app.server.clusterID of istio-csr to global.multiCluster.clusterName"
      )
    case .address(let host, let names):
      (
        "proxies call \(quoted(host)) for certificates, and the certificate of istio-csr is for "
          + list(names.map(quoted)) + " alone",
        "put the host into app.tls.certificateDNSNames of istio-csr, or call it by a name that is there"
      )
    case .port(let port, let service):
      (
        "proxies call port \(port) of istio-csr for certificates, and its Service has port \(service)",
        "let global.caAddress end with the port of the Service, service.port of istio-csr"
      )
    case .istiodSigns(let address):
      (
        "proxies get their certificates from \(quoted(address)), and istiod still gives out a root certificate of its "
          + "own",
        "set ENABLE_CA_SERVER to \"false\" in the environment of istiod"
      )
    case .ztunnel(let account):
      (
        "istio-csr does not let \(quoted(account)) ask for the certificates of others, so that pods in ambient mode "
          + "get none",
        "add \(account) to app.server.caTrustedNodeAccounts of istio-csr"
      )
    case .acme(let issuer):
      (
        "istio-csr has certificates signed by \(issuer.title), a server of ACME, which signs no SPIFFE IDs, so that "
          + "proxies get none",
        "name an issuer with a CA of your own"
      )
    case .servingKey(let bits):
      (
        "istio-csr makes no ECDSA key of \(bits) bits for itself, so that proxies cannot call it",
        "set app.server.serving.certificateKeySize to 256 or 384"
      )
    case .istiodCertificate(let problem): problem.words
    }
  }
}

extension IstioCSRDisagreement.IstiodCertificateProblem {
  fileprivate var words: (message: String, help: String) {
    let effect = "so that cert-manager refuses the Certificate of istiod"
    return switch self {
    case .tooShort(let duration):
      (
        "the certificate of istiod is to last \(duration), \(effect)",
        "set app.tls.istiodCertificateDuration to 1h or more"
      )
    case .renewedTooEarly(let renewBefore, let duration):
      (
        "the certificate of istiod is to be renewed \(renewBefore) before its end and lasts \(duration), \(effect)",
        "set app.tls.istiodCertificateRenewBefore to less than app.tls.istiodCertificateDuration"
      )
    case .key(let bits):
      (
        "the key of istiod is to be of ECDSA with \(bits) bits, \(effect)",
        "set app.tls.istiodPrivateKeySize to 256 or 384"
      )
    }
  }
}
