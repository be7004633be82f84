import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds calls that go out in plain text although the server has a sidecar.
package struct PlaintextCall: Rule {
  package static let page = RulePage.plaintextCall
  package static let scope = RuleScope.kubernetes

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for call in context.calls where !call.isRefused && call.cause != .ambient {
      let client = mesh.workloads[call.call.client].metadata
      let isUnknown = call.cause == .invisible
      findings.report(
        RuleFinding(
          "\(client.reference.friendlyName) calls \(call.host(in: mesh)) in plain text: the server takes mutual TLS, but "
            + call.reason(in: mesh),
          on: client.reference, at: call.call.place,
          related: (isUnknown ? call.visibilityPlace(in: mesh) : [mesh.reasonForPlaintext(call)])
            + call.serverPlaces(in: mesh),
          help: isUnknown ? call.visibilityRemedy(in: mesh) : call.servers[0].requirement.mesh.remedyForClient))
    }
  }
}

extension UnprotectedCall {
  fileprivate func reason(in mesh: EffectiveMesh) -> String {
    switch cause {
    case .noProxy, .ambient: "the client has no proxy"
    case .invisible: "the client's proxy does not know the service"
    case .otherMesh: "the client's proxy is one of \(mesh.kind(of: call.client).words)"
    }
  }
}
