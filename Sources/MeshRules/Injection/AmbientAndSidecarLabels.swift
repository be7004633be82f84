import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds Namespaces that ask for sidecars and for ambient mode.
package struct AmbientAndSidecarLabels: Rule {
  package static let page = RulePage.ambientAndSidecarLabels

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for namespace in context.mesh.mesh.namespaces.values
    where namespace.name != "istio-system" && !namespace.hasTwoInjectionLabels {
      let labels = namespace.metadata.labels
      guard let ambient = labels.entry("istio.io/dataplane-mode"), ambient.value.value == "ambient",
        let sidecar = labels.sidecarEntry
      else { continue }
      findings.report(
        RuleFinding(
          "Namespace \(quoted(namespace.name)) is labelled both \(sidecar.key.value)=\(sidecar.value.value) and "
            + "istio.io/dataplane-mode=ambient; pods that get a sidecar are not in ambient mode",
          on: namespace.metadata.reference, at: ambient.key.span,
          related: [.init("this label asks for sidecars", at: sidecar.key.span)],
          help: "keep the label of the mode that is meant"))
    }
  }
}

extension LocatedMap {
  /// The label of a Namespace that asks for sidecars. Any value of `istio-injection` hides the other label.
  fileprivate var sidecarEntry: Entry? {
    if let injection = entry("istio-injection") { return injection.value.value == "enabled" ? injection : nil }
    return entry("istio.io/rev")
  }
}
