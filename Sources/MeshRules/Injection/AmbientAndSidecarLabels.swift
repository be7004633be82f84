import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds pods that ask for ambient mode and get a sidecar.
package struct AmbientAndSidecarLabels: Rule {
  package static let page = RulePage.ambientAndSidecarLabels

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for (workload, verdict) in zip(context.mesh.workloads, context.mesh.proxies) where verdict.presence == .sidecar {
      guard let ambient = workload.podLabels.entry("istio.io/dataplane-mode"), ambient.value.value == "ambient" else {
        continue
      }
      findings.report(
        RuleFinding(
          "\(workload.metadata.reference.friendlyName) is labelled istio.io/dataplane-mode=ambient, but gets a sidecar, "
            + "and pods with a sidecar are not in ambient mode",
          on: workload.metadata.reference, at: ambient.key.span,
          related: verdict.place.map { [.init("this is why there is a sidecar", at: $0)] } ?? [],
          help: "label the pods sidecar.istio.io/inject: \"false\", or remove the label for ambient mode"))
    }
  }
}
