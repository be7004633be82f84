import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds extension providers of the mesh configuration that Istio goes on without.
package struct InvalidExtensionProvider: Rule {
  package static let page = RulePage.invalidExtensionProvider

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    // Where a policy names the provider, that the policy denies everything says more.
    let named = Set((context.mesh.unusableProviders() ?? []).map(\.name.value))
    for rejection in context.mesh.rejections {
      guard case .unusableExtensionProvider(let name) = rejection.consequence, !named.contains(name) else { continue }
      findings.report(
        RuleFinding("Istio has no use for this: \(rejection.reason)", on: rejection.object, at: rejection.span))
    }
  }
}
