import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds Namespaces that choose a control plane in two ways.
package struct NamespaceMultipleInjectionLabels: Rule {
  package static let page = RulePage.namespaceMultipleInjectionLabels

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for namespace in context.mesh.mesh.namespaces.values where namespace.hasTwoInjectionLabels {
      let labels = namespace.injectionLabels
      let text = labels.map { "\($0.key.value)=\($0.value.value)" }.joined(separator: " ")
      findings.report(
        RuleFinding(
          "The namespace has more than one type of injection labels [\(text)], which may lead to undefined behavior. "
            + "Make sure only one injection label exists.",
          on: namespace.metadata.reference, at: labels[1].key.span,
          related: (labels.prefix(1) + labels.dropFirst(2)).map { .init("the other label", at: $0.key.span) },
          help: "the default control plane heeds istio-injection, and no other one injects while it is there"))
    }
  }
}

extension Namespace {
  /// The labels that `istioctl analyze` counts as ones for injection, in its order.
  fileprivate var injectionLabels: [LocatedMap.Entry] {
    ["istio-injection", "istio.io/rev", "istio.io/dataplane-mode"].compactMap(metadata.labels.entry)
  }

  /// Whether both `istio-injection=enabled` and a revision are there. Like Istio, this passes over `istio-system`.
  var hasTwoInjectionLabels: Bool {
    name != "istio-system" && metadata.labels["istio-injection"]?.value == "enabled"
      && metadata.labels["istio.io/rev"] != nil
  }
}
