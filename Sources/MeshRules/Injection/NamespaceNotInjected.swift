import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds Namespaces that do not say whether their pods are to be injected.
package struct NamespaceNotInjected: Rule {
  package static let page = RulePage.namespaceNotInjected

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.unlabelledNamespaces() where found.enabledByDefault == nil {
      let namespace = found.namespace
      let label = "kubectl label namespace \(namespace.name) istio-injection"
      findings.report(
        RuleFinding(
          "The namespace is not enabled for Istio injection. Run '\(label)=enabled' to enable it, or "
            + "'\(label)=disabled' to explicitly mark it as not needing injection.",
          on: namespace.metadata.reference, at: namespace.metadata.span, istioctlSpan: namespace.metadata.name.span))
    }
  }
}
