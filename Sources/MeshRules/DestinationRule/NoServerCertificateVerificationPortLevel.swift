import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds TLS settings for a port that name no certificates to check the server's against.
package struct NoServerCertificateVerificationPortLevel: Rule {
  package static let page = RulePage.noServerCertificateVerificationPortLevel

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for server in context.mesh.unverifiedServers() {
      guard let port = server.port else { continue }
      let number = port.number.map { "number:\($0.value)" } ?? "<nil>"
      findings.report(RuleFinding("\(server.message) at port \(number)", server))
    }
  }
}
