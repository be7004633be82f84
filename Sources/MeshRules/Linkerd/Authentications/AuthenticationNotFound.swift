import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds AuthorizationPolicies of Linkerd that count for nothing, because an authentication is missing.
package struct AuthenticationNotFound: LinkerdRule {
  package static let page = RulePage.authenticationNotFound

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for missing in context.mesh.missingAuthentications() {
      guard missing.isCertain || missing.elsewhere != nil else {
        findings.skip(needs: "the authentications of namespace \(missing.namespace)")
        continue
      }
      let name = missing.reference.name
      let path = quotedPath(missing.namespace, name?.value ?? "")
      findings.report(
        RuleFinding(
          "\(missing.policy.title) counts for nothing, because there is no \(missing.kind) \(path)",
          on: missing.policy.metadata.reference, at: name?.span ?? missing.reference.span,
          related: missing.elsewhere.map { [.init("one of that name in another namespace", at: $0.span)] } ?? [],
          help: missing.help, severity: missing.isCertain ? nil : .warning))
    }
  }
}

extension MissingAuthentication {
  fileprivate var help: String {
    if let elsewhere { return "write namespace: \(elsewhere.namespaceName), where there is one" }
    return suggestion.map { "did you mean \(quoted($0))?" } ?? "define it, or name another one"
  }
}
