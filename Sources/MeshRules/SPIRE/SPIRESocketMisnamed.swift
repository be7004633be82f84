import Diagnostics
import MeshModel
import MeshResolver
import RuleCatalogue

/// Finds proxies and containers that look for the socket of SPIRE's agent under another name than it has.
struct SPIRESocketMisnamed: Rule {
  static let page = RulePage.spireSocketMisnamed
  static let scope = RuleScope.kubernetes

  func check(_ context: RuleContext, _ findings: inout RuleFindings) {
    let mesh = context.mesh
    guard let sockets = mesh.agentSockets, let socket = sockets.first else { return }
    for found in mesh.misnamedSockets() {
      let names = list(found.workloads) { mesh.workloads[$0].metadata.reference.friendlyName }
      let effect =
        switch found.cause {
        case .proxies:
          "The proxy of \(names) looks for SPIRE's socket as \(quoted(found.name)) and takes its certificate from istiod"
        case .toldProxies:
          "The proxy of \(names) looks for SPIRE's socket as \(quoted(found.name)) and does not start without it"
        case .container(let container):
          "The container \(quoted(container)) of \(names) looks for SPIRE's socket as \(quoted(found.name))"
        }
      let first = found.workloads.first.map { mesh.workloads[$0].metadata }
      findings.report(
        RuleFinding(
          "\(effect), while the agent's is \(socket.value)", on: first?.reference,
          at: found.written?.span ?? socket.span,
          related: (found.written == nil ? [] : sockets.map { Finding.Related("the agent's socket", at: $0.span) })
            .eachPlaceOnce(),
          help: help(found)))
    }
  }

  private func help(_ found: MisnamedSocket) -> String {
    switch found.cause {
    case .proxies:
      "name the agent's socket `socket`, or set WORKLOAD_IDENTITY_SOCKET_FILE in meshConfig.defaultConfig.proxyMetadata"
    case .toldProxies: "give WORKLOAD_IDENTITY_SOCKET_FILE the name of the agent's socket"
    case .container: "end SPIFFE_ENDPOINT_SOCKET with the name of the agent's socket"
    }
  }
}
