import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds Certificates that ask an ACME server for what it does not give.
struct ACMEIssuerForAuthority: Rule {
  static let page = RulePage.acmeIssuerForAuthority
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let graph = context.mesh.certificateGraph
    for issuer in UpstreamIssuer.all(in: context.mesh) {
      if let finding = issuer.ofWrongType(in: graph) { findings.report(finding) }
    }
    for certificate in context.mesh.mesh.certManager.certificates {
      guard let issuer = graph.issuer(of: certificate), issuer.soleSigner == .acme else { continue }
      if let isCA = certificate.isCA, isCA.value {
        findings.report(.wish(certificate, "a CA certificate", at: isCA.span, issuer))
        continue
      }
      if let uri = certificate.uris.first {
        findings.report(.wish(certificate, "a certificate for the URI \(quoted(uri.value))", at: uri.span, issuer))
        continue
      }
      if let name = certificate.commonNameOnly { findings.report(.commonName(certificate, name, issuer)) }
      if let duration = certificate.duration, let life = CertificateLifetime(certificate), !issuer.ordersDuration,
        life.duration != CertificateLifetime.defaultDuration
      {
        findings.report(.duration(certificate, lifetime(life.duration), at: duration.span, issuer))
      }
    }
  }
}

extension ManagedCertificate {
  /// The common name, where it is none of the alternative names that an ACME server is asked for.
  fileprivate var commonNameOnly: Located<String>? {
    guard let commonName, !commonName.value.isEmpty else { return nil }
    return (dnsNames + ipAddresses).contains { $0.value == commonName.value } ? nil : commonName
  }
}

extension RuleFinding {
  fileprivate static func wish(
    _ certificate: ManagedCertificate, _ wish: String, at place: SourceSpan, _ issuer: CertificateIssuer
  ) -> RuleFinding {
    RuleFinding(
      "\(certificate.title) asks for \(wish), and \(issuer.title) is of type acme, which gives certificates for hosts "
        + "only",
      on: certificate.metadata.reference, at: place, related: [.init("the issuer", at: issuer.metadata.span)],
      help: "use an issuer of type ca, vault or venafi")
  }

  fileprivate static func commonName(
    _ certificate: ManagedCertificate, _ name: Located<String>, _ issuer: CertificateIssuer
  ) -> RuleFinding {
    RuleFinding(
      "\(certificate.title) is never issued: its common name \(quoted(name.value)) is not among dnsNames, and "
        + "cert-manager orders none such from \(issuer.title), which is of type acme",
      on: certificate.metadata.reference, at: name.span, related: [.init("the issuer", at: issuer.metadata.span)],
      help: "leave commonName out, or add the host to dnsNames")
  }

  fileprivate static func duration(
    _ certificate: ManagedCertificate, _ duration: String, at place: SourceSpan, _ issuer: CertificateIssuer
  ) -> RuleFinding {
    RuleFinding(
      "\(certificate.title) asks for \(duration), and cert-manager does not tell the server of \(issuer.title) so, which "
        + "decides by itself how long its certificates last",
      on: certificate.metadata.reference, at: place, related: [.init("the issuer", at: issuer.metadata.span)],
      help: "leave duration out, or set acme.enableDurationFeature in the issuer where its server knows about it",
      severity: .info)
  }
}
