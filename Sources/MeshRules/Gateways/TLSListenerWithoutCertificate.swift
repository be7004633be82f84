import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds listeners of the Gateway API that end TLS without a certificate.
package struct TLSListenerWithoutCertificate: Rule {
  package static let page = RulePage.tlsListenerWithoutCertificate

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.listenersWithoutCertificate() {
      let name = found.listener.name?.value ?? ""
      findings.report(
        RuleFinding(
          "Listener \(quoted(name)) of \(found.gateway.title) ends TLS without a certificate",
          on: found.gateway.metadata.reference, at: found.listener.tls ?? found.listener.place,
          help: "name a Secret of type kubernetes.io/tls in tls.certificateRefs"))
    }
  }
}

extension KubernetesGateway.Listener {
  /// Where it says that there is TLS.
  fileprivate var place: SourceSpan { protocolName?.span ?? span }
}
