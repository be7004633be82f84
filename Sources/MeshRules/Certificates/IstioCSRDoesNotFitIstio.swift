import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds installations of istio-csr and Istio that do not fit each other.
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
    case .istiodSigns(let address):
      (
        "proxies get their certificates from \(quoted(address)), and istiod still gives out a root certificate of its own",
        "set ENABLE_CA_SERVER to \"false\" in the environment of istiod"
      )
    }
  }
}
