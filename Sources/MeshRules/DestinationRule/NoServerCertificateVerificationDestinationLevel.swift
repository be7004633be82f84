import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds TLS settings for a host that name no certificates to check the server's against.
package struct NoServerCertificateVerificationDestinationLevel: Rule {
  package static let page = RulePage.noServerCertificateVerificationDestinationLevel

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for server in context.mesh.unverifiedServers() where server.port == nil {
      findings.report(RuleFinding(server.message, server))
    }
  }
}

extension UnverifiedServer {
  /// What Istio says of both levels.
  var message: String {
    let metadata = rule.metadata
    return "DestinationRule \(metadata.reference.path) in namespace \(metadata.namespaceName) has TLS mode set to "
      + "\(mode.rawValue) but no caCertificates are set to validate server identity for host: \(rule.host.value)"
  }
}

extension RuleFinding {
  /// A finding at the TLS mode of a server that is not verified as its author may believe.
  init(_ message: String, _ server: UnverifiedServer) {
    self.init(
      message, on: server.rule.metadata.reference, at: server.tls.span,
      help: "without caCertificates, sidecars trust every CA that their operating system trusts; name the CA's file",
      istioctlSpan: server.tls.caCertificates?.span)
  }
}
