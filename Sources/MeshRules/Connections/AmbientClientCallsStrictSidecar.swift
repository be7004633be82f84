import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds calls of ambient workloads to STRICT sidecars that take no HBONE.
package struct AmbientClientCallsStrictSidecar: Rule {
  package static let page = RulePage.ambientClientCallsStrictSidecar

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for call in context.calls where call.cause == .ambient && call.isRefused {
      let client = mesh.workloads[call.call.client].metadata
      findings.report(
        RuleFinding(
          "\(client.reference.friendlyName) is in ambient mode and calls \(call.host(in: mesh)), whose sidecar takes no "
            + "HBONE: ztunnel sends plain text, which the server refuses",
          on: client.reference, at: call.call.place, related: call.serverPlaces(in: mesh),
          help:
            "set ISTIO_META_ENABLE_HBONE for the servers, so that injection labels them networking.istio.io/tunnel=http"
        ))
    }
  }
}
