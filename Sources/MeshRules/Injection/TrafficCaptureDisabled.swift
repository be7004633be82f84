import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds annotations that lead all traffic of a pod past its sidecar.
package struct TrafficCaptureDisabled: Rule {
  package static let page = RulePage.trafficCaptureDisabled

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for (position, workload) in mesh.workloads.enumerated() where mesh.hasApplicationSidecar(position) {
      for (annotation, traffic) in workload.podAnnotations.disablingCapture {
        findings.report(
          RuleFinding(
            "\(annotation.key.value) leads \(traffic) of \(workload.metadata.reference.friendlyName) past its sidecar",
            on: workload.metadata.reference, at: annotation.value.span,
            help: "remove the annotation, or the sidecar: one without traffic secures nothing"))
      }
    }
  }
}

extension LocatedMap {
  /// The annotations with which a pod's sidecar takes over nothing, and what they are about. Interception that is off
  /// leaves nothing for the others to say.
  fileprivate var disablingCapture: [(LocatedMap.Entry, String)] {
    if let mode = entry("sidecar.istio.io/interceptionMode"), mode.value.value == "NONE" {
      return [(mode, "all traffic")]
    }
    let hasOutboundPorts = self["traffic.sidecar.istio.io/includeOutboundPorts"].map { !$0.value.isEmpty } ?? false
    return [
      (entry("traffic.sidecar.istio.io/includeInboundPorts"), "all inbound traffic"),
      (hasOutboundPorts ? nil : entry("traffic.sidecar.istio.io/includeOutboundIPRanges"), "all outbound traffic"),
    ].compactMap { entry, traffic in entry.flatMap { $0.value.value.isEmpty ? ($0, traffic) : nil } }
  }
}
