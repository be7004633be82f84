import Certificates
import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds private keys of Linkerd's issuer in a form that linkerd-identity does not read.
package struct IssuerKeyNotRead: LinkerdRule {
  package static let page = RulePage.issuerKeyNotRead

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for issuer in context.mesh.linkerdTrusts.flatMap(\.issuers) {
      guard let key = issuer.key, let problem = issuer.keyProblem else { continue }
      let (reason, help) = Self.words(problem)
      findings.report(
        RuleFinding(
          "linkerd-identity cannot read the private key in \(key.title), because \(reason)",
          on: key.text.owner.reference, at: key.keys.first?.place ?? key.text.value.span, help: help))
    }
  }

  private static func words(_ problem: LinkerdKeyProblem) -> (reason: String, help: String) {
    switch problem {
    case .otherBlock(let label):
      (
        "it begins with a block \(quoted(label))",
        "let the block with the private key be the first; \"openssl ecparam -noout -genkey\" writes nothing else"
      )
    case .encrypted: ("it needs a password", "store the key without one, such as \"openssl pkey\" writes it")
    }
  }
}
