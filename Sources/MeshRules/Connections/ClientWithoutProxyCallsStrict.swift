import Diagnostics
import MeshModel
import MeshResolver
package import RuleCatalogue

/// Finds calls of workloads without a proxy of the server's mesh to servers that take mutual TLS only.
package struct ClientWithoutProxyCallsStrict: Rule {
  package static let page = RulePage.clientWithoutProxyCallsStrict
  package static let scope = RuleScope.kubernetes

  package init() {}

  package func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    for call in context.calls where [.noProxy, .otherMesh].contains(call.cause) && call.isRefused {
      let client = mesh.workloads[call.call.client].metadata
      let server = call.servers[0].requirement.mesh
      let lack =
        call.cause == .noProxy ? "has no proxy" : "has a proxy of \(mesh.kind(of: call.call.client).words) alone"
      findings.report(
        RuleFinding(
          "\(client.reference.friendlyName) calls \(call.host(in: mesh)) but \(lack): the server accepts mutual TLS "
            + "only and refuses the plain text",
          on: client.reference, at: call.call.place,
          related: [mesh.reasonForPlaintext(call)] + call.serverPlaces(in: mesh),
          help: "\(server.remedyForClient), or \(server.remedyForServer)"))
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
      let requirement = server.requirement
      guard let span = requirement.place else {
        return Finding.Related("\(name) is \(requirement.state), as no policy says otherwise", at: metadata.span)
      }
      let owner = requirement.resource?.reference.friendlyName ?? "the default policy"
      return Finding.Related("\(owner) makes \(name) \(requirement.state)", at: span)
    }.eachPlaceOnce()
  }

  /// Why the client of a call has no proxy of the server's mesh.
  func reasonForPlaintext(_ call: UnprotectedCall) -> Finding.Related {
    guard call.cause == .otherMesh else { return reasonForNoProxy(call.call.client) }
    let client = workloads[call.call.client].metadata
    let proxy = proxy(of: call.call.client)
    return .init(
      "\(client.reference.friendlyName) has a proxy of \(kind(of: call.call.client).words): \(proxy.reason)",
      at: proxy.place ?? client.span)
  }
}
