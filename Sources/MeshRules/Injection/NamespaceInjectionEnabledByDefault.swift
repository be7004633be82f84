import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds Namespaces that are injected only because of how Istio is installed.
package struct NamespaceInjectionEnabledByDefault: Rule {
  package static let page = RulePage.namespaceInjectionEnabledByDefault

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.unlabelledNamespaces() {
      guard let setting = found.enabledByDefault else { continue }
      findings.report(
        RuleFinding(
          "is enabled for Istio injection, as Istio is installed with enableNamespacesByDefault as true.",
          on: found.namespace.metadata.reference, at: found.namespace.metadata.span,
          related: setting.origin.map { [.init("enableNamespacesByDefault is set here", at: $0)] } ?? [],
          help: "label the namespace istio-injection=enabled to say so where it is read"))
    }
  }
}
