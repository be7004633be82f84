import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds pods whose label and annotation for injection disagree.
package struct InjectionLabelOverridesAnnotation: Rule {
  package static let page = RulePage.injectionLabelOverridesAnnotation

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let key = "sidecar.istio.io/inject"
    for workload in context.mesh.workloads {
      guard let label = workload.podLabels[key], let annotation = workload.podAnnotations[key],
        label.value != annotation.value
      else { continue }
      findings.report(
        RuleFinding(
          "The annotation \(key) of \(workload.metadata.reference.friendlyName) is \(quoted(annotation.value)), but the "
            + "label of that name is \(quoted(label.value)), and the label counts",
          on: workload.metadata.reference, at: annotation.span,
          related: [.init("the label that counts", at: label.span)],
          help: "remove the annotation: Istio reads it only where there is no label"))
    }
  }
}
