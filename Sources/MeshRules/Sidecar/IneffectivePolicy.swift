import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds Sidecars for workloads in ambient mode, in the words of `istioctl analyze`.
package struct IneffectivePolicy: Rule {
  package static let page = RulePage.ineffectivePolicy

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for found in context.mesh.ineffectiveSidecars() {
      let sidecar = found.sidecar
      let subject = found.workload == nil ? "namespace" : "selected workload"
      let place = found.workload == nil ? sidecar.metadata.span : sidecar.workloadSelector?.labelsSpan
      findings.report(
        RuleFinding(
          "The policy has no impact: \(subject) is in ambient mode, the policy has no impact.",
          on: sidecar.metadata.reference, at: place ?? sidecar.metadata.span,
          related: found.place.map { [.init("ambient mode is switched on here", at: $0)] } ?? [],
          help: "only sidecar proxies heed a Sidecar; delete it"))
    }
  }
}
