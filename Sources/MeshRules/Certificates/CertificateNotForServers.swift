import Certificates
import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds certificates of gateways that say of themselves that no server may use them.
package struct CertificateNotForServers: Rule {
  package static let page = RulePage.certificateNotForServers

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    var seen: Set<SourceSpan> = []
    let served = context.mesh.servedCertificates().flatMap { served in served.sources.map { (served.gateway, $0) } }
    for (gateway, source) in served {
      guard case .secret(let secret, let certificate, let place) = source, seen.insert(place).inserted else { continue }
      let words: String
      var severity: Severity?
      if !certificate.mayServe {
        words = "may not be used by servers, so that clients refuse it"
      } else if certificate.isCA == true {
        words = "is that of a CA, which many clients do not take from a server"
        severity = .warning
      } else {
        continue
      }
      findings.report(
        RuleFinding(
          "the certificate \(quoted(certificate.subject.text)) of \(secret.title), which \(gateway.title) serves, "
            + words,
          on: secret.metadata.reference, at: place, related: [.init("the gateway", at: gateway.name.span)],
          help: severity == nil
            ? "have it issued with the extended key usage serverAuth" : "let the CA issue a certificate for the server",
          severity: severity))
    }
  }
}
