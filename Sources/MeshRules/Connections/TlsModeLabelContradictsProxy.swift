import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds pods whose label `security.istio.io/tlsMode` says the contrary of what their proxy does.
package struct TlsModeLabelContradictsProxy: Rule {
  package static let page = RulePage.tlsModeLabelContradictsProxy

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    for failure in context.survey.failures {
      guard case .tlsModeLabel(let index) = failure.cause else { continue }
      let workload = context.mesh.workloads[index]
      let label = workload.podLabels["security.istio.io/tlsMode"]
      let hasProxy = context.mesh.proxies[index].presence == .sidecar
      let fact =
        hasProxy
        ? label.map {
          "labels its pods security.istio.io/tlsMode=\($0.value), so clients send plain text, but is STRICT"
        }
          ?? "has a sidecar but no label security.istio.io/tlsMode=istio, so clients send plain text, but is STRICT"
        : "labels its pods security.istio.io/tlsMode=istio, so clients use mutual TLS, but has no proxy"
      findings.report(
        RuleFinding(
          "\(workload.metadata.reference.friendlyName) \(fact). \(failure.consequence)",
          on: workload.metadata.reference, at: label?.span ?? workload.metadata.span,
          related: context.mesh.requirements(of: failure.refusals),
          help: hasProxy && label == nil ? "label the pods security.istio.io/tlsMode=istio" : "remove the label"))
    }
  }
}
