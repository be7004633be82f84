import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds references to resources that do not exist, in the words of `istioctl analyze`.
package struct ReferencedResourceNotFound: Rule {
  package static let page = RulePage.referencedResourceNotFound

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let references = context.mesh.missingReferences()
    for missing in references.found {
      findings.report(
        RuleFinding(
          "Referenced \(missing.type) not found: \(quoted(missing.value))", on: missing.object, at: missing.span,
          related: missing.declared.map { [.init("declared here, but not exported to that namespace", at: $0)] } ?? [],
          help: missing.suggestion.map { "did you mean \(quoted($0))?" }, istioctlSpan: missing.istioctlSpan))
    }
    for needs in references.unjudged { findings.skip(needs: needs) }
  }
}
