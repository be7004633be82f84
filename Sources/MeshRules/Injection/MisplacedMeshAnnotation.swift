import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds annotations for pods on controllers at which `istioctl analyze` does not look.
package struct MisplacedMeshAnnotation: Rule {
  package static let page = RulePage.misplacedMeshAnnotation

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    var budget = SuggestionBudget()
    for workload in context.mesh.workloads where !["Pod", "Deployment"].contains(workload.metadata.kind.value) {
      // A cluster copies the annotations of a Deployment to its ReplicaSets.
      if workload.metadata.kind.value == "ReplicaSet", workload.metadata.wasInCluster { continue }
      let title = workload.metadata.reference.friendlyName
      for annotation in workload.metadata.annotations.entries {
        let key = annotation.key.value
        if let definition = IstioAnnotation.named(key) {
          // One that the pods have too does no harm.
          guard definition.isForPods, workload.podAnnotations[key] == nil else { continue }
          findings.report(
            RuleFinding(
              "The annotation \(quoted(key)) of \(title) has no effect: Istio reads it from pods only",
              on: workload.metadata.reference, at: annotation.key.span, help: "annotate the pod template instead"))
        } else if key.prefix(while: { $0 != "/" }).hasSuffix("sidecar.istio.io"), budget.take(),
          let suggestion = IstioAnnotation.closest(to: key, on: "Pod")
        {
          findings.report(
            RuleFinding(
              "Istio knows no annotation \(quoted(key)), so that of \(title) has no effect",
              on: workload.metadata.reference, at: annotation.key.span,
              help: "did you mean \(quoted(suggestion)), on the pod template?"))
        }
      }
    }
  }
}
