import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds Namespaces that ask for proxies in more than one way.
package struct NamespaceMultipleInjectionLabels: Rule {
  package static let page = RulePage.namespaceMultipleInjectionLabels

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for (namespace, labels) in context.mesh.contradictoryInjectionLabels() {
      let text = labels.map { "\($0.key.value)=\($0.value.value)" }.joined(separator: " ")
      let isAboutRevision = labels[1].key.value == "istio.io/rev"
      findings.report(
        RuleFinding(
          "The namespace has more than one type of injection labels [\(text)], which may lead to undefined behavior. "
            + "Make sure only one injection label exists.",
          on: namespace.metadata.reference, at: labels[1].key.span,
          related: (labels.prefix(1) + labels.dropFirst(2)).map { .init("the other label", at: $0.key.span) },
          help: isAboutRevision
            ? "the default control plane heeds istio-injection, and no other one injects while it is there"
            : "pods that get a sidecar are not in ambient mode; keep the label of the mode that is meant"))
    }
  }
}
