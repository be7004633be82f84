import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds calls of workloads without proxy to servers that take mutual TLS only.
package struct ClientWithoutProxyCallsStrict: Rule {
  package static let page = RulePage.clientWithoutProxyCallsStrict

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for call in context.calls where call.cause == .noProxy && call.isRefused {
      let client = mesh.workloads[call.call.client].metadata
      findings.report(
        RuleFinding(
          "\(client.reference.friendlyName) calls \(call.host(in: mesh)) but has no proxy: the server accepts mutual TLS "
            + "only and refuses the plain text",
          on: client.reference, at: call.call.place,
          related: [mesh.reasonForNoProxy(call.call.client)] + call.serverPlaces(in: mesh),
          help: "give the client a sidecar, or set the port of the server to PERMISSIVE with portLevelMtls"))
    }
  }
}

extension UnprotectedCall {
  /// `host:port`, or the host where the client names no port.
  func host(in mesh: EffectiveMesh) -> String {
    let host = mesh.services[call.service].hostname
    return call.port.map { "\(host):\($0)" } ?? host
  }

  /// What the servers accept, policy by policy; the server where no policy says anything.
  func serverPlaces(in mesh: EffectiveMesh) -> [Finding.Related] { mesh.places(of: servers) }
}

extension EffectiveMesh {
  /// What servers accept, policy by policy; the server where no policy says anything.
  func places(of servers: [UnprotectedCall.Server]) -> [Finding.Related] {
    servers.lazy.map { server in
      let metadata = workloads[server.workload].metadata
      let name = metadata.reference.friendlyName
      if let span = server.accepts.place, let policy = server.accepts.policy {
        let policyName = peerAuthentications[policy].metadata.reference.friendlyName
        return Finding.Related("\(policyName) makes \(name) \(server.accepts.mode.rawValue)", at: span)
      }
      return Finding.Related(
        "\(name) is \(server.accepts.mode.rawValue), as no policy says otherwise", at: metadata.span)
    }.eachPlaceOnce()
  }
}
