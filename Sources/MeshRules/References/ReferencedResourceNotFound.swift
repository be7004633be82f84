import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds references to resources that do not exist, in the words of `istioctl analyze`.
package struct ReferencedResourceNotFound: Rule {
  package static let page = RulePage.referencedResourceNotFound

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for (policy, value) in context.mesh.namespacesNotFound() {
      guard context.mesh.options.isComplete else {
        findings.skip(needs: "every Namespace of the cluster, to know which namespaces exist")
        continue
      }
      findings.report(
        RuleFinding(
          "Referenced namespace not found: \(quoted(value.value))", on: policy.metadata.reference, at: value.span))
    }
  }
}
