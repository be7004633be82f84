import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds authentications of Linkerd that no AuthorizationPolicy asks for.
package struct UnusedAuthentication: LinkerdRule {
  package static let page = RulePage.unusedAuthentication

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for metadata in context.mesh.unusedAuthentications() {
      findings.report(
        RuleFinding(
          "No AuthorizationPolicy asks for \(metadata.title), which so lets nobody in", on: metadata.reference,
          at: metadata.span, help: "name it in requiredAuthenticationRefs, or take it out"))
    }
  }
}
