import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds EnvoyFilters that hang on a patch for some versions of the proxy, in the words of `istioctl analyze`.
package struct EnvoyFilterUsesRelativeOperationWithProxyVersion: Rule {
  package static let page = RulePage.envoyFilterUsesRelativeOperationWithProxyVersion

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.envoyFilters(with: .relativeWithProxyVersion) {
      findings.report(
        found,
        "This EnvoyFilter does not have a priority and has a relative patch operation (NSTERT_BEFORE/AFTER, REPLACE, "
          + "MERGE, DELETE) and proxyVersion set which can cause the EnvoyFilter not to be applied during an upgrade. "
          + "Using the INSERT_FIRST or ADD option or setting the priority may help in ensuring the EnvoyFilter is "
          + "applied correctly.",
        help: "set spec.priority above that of the patch for some versions")
    }
  }
}
