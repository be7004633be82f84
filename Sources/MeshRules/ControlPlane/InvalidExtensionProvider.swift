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
    let named = context.mesh.unusableProviders() ?? []
    for rejection in context.mesh.rejections where rejection.consequence == .unusableExtensionProvider {
      guard !named.contains(where: { rejection.reason.hasPrefix("invalid extension provider \($0.name.value):") })
      else {
        continue
      }
      findings.report(
        RuleFinding("Istio has no use for this: \(rejection.reason)", on: rejection.object, at: rejection.span))
    }
  }
}
