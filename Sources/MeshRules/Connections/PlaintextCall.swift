import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds calls that go out in plain text although the server has a sidecar.
package struct PlaintextCall: Rule {
  package static let page = RulePage.plaintextCall

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for call in context.calls where !call.isRefused && call.cause != .ambient {
      let client = mesh.workloads[call.call.client].metadata
      let isWithoutProxy = call.cause == .noProxy
      let reason = isWithoutProxy ? "the client has no proxy" : "the client's proxy does not know the service"
      findings.report(
        RuleFinding(
          "\(client.reference.friendlyName) calls \(call.host(in: mesh)) in plain text: the server takes mutual TLS, but "
            + reason,
          on: client.reference, at: call.call.place,
          related: (isWithoutProxy ? [mesh.reasonForNoProxy(call.call.client)] : call.visibilityPlace(in: mesh))
            + call.serverPlaces(in: mesh),
          help: isWithoutProxy ? "give the client a sidecar" : call.visibilityRemedy(in: mesh)))
    }
  }
}
