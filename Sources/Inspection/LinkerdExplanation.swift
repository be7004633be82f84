import Diagnostics
import MeshModel
import MeshResolver
import Reporting

// Explanations of what Linkerd does, each with the places that made it so.

extension Explanation {
  // MARK: Workloads

  /// What a workload's proxy of Linkerd shows and accepts, port by port.
  func linkerdSettings(of index: Int, _ linkerd: LinkerdMesh) -> String {
    guard linkerd.isMeshed(index) else { return "" }
    let policy = linkerd.pod(index).defaultPolicy
    var text = "  identity: \(linkerd.identity(of: index).printable)\n"
    text += "  default policy: \(policy.value.rawValue)\(policy.origin.map { at($0) } ?? ", as Linkerd is set up")\n"
    for port in mesh.workloadPorts(of: index) {
      text += describe(linkerd.inbound(of: index, port: port), port, linkerd)
    }
    return text
  }

  private func describe(_ inbound: LinkerdInbound, _ port: Int, _ linkerd: LinkerdMesh) -> String {
    let policies = linkerd.policies
    if let bypass = inbound.bypass {
      return
        "    port \(port): goes past the proxy, because of config.linkerd.io/skip-inbound-ports\(at(bypass.place))\n"
    }
    var text = "    port \(port): \(inbound.reading.printable)"
    if let server = inbound.server.map({ policies.servers[$0].metadata }) {
      text += ", Server \(server.key.printable)\(at(server.span))"
    } else {
      text += ", no Server selects it"
    }
    text += inbound.admitsAnybody(policies) ? "\n" : ", lets nobody in\n"
    for authorization in inbound.authorizations { text += line(authorization, inbound, linkerd) }
    for route in inbound.routes {
      let metadata = policies.routes[route].metadata
      text += "      \(metadata.kind.value) \(metadata.key.printable)\(at(metadata.span))\n"
      for authorization in policies.authorizations(ofRoute: route) {
        text += "  " + line(authorization, inbound, linkerd)
      }
    }
    for rival in inbound.rivals.map({ policies.servers[$0].metadata }) {
      text += "      Server \(rival.key.printable) selects the port too, without effect\(at(rival.span))\n"
    }
    return text
  }

  private func line(
    _ authorization: LinkerdAuthorization, _ inbound: LinkerdInbound, _ linkerd: LinkerdMesh
  ) -> String {
    let place = linkerd.place(of: authorization, inbound)
    return "      lets in \(linkerd.words(for: authorization).printable)\(at(place))\n"
  }

  // MARK: Connections

  /// What a client of Linkerd, or one without proxy, sends to the ports of a service.
  func linkerdConnections(from client: Int, to service: Int, port: Int?, _ linkerd: LinkerdMesh) -> String {
    var text = ""
    for servicePort in mesh.services[service].ports where port == nil || servicePort.number == port {
      guard servicePort.portProtocol != .udp, let kind = linkerd.client(client, toward: servicePort.number),
        let connection = mesh.linkerdConnection(from: kind, to: service, port: servicePort)
      else { continue }
      text += "  port \(servicePort.number): \(sent(by: kind, client, linkerd))\n"
      for end in connection.endpoints { text += describe(end, linkerd) }
      if connection.endpoints.isEmpty { text += "    no endpoint in the input\n" }
    }
    return text
  }

  private func sent(by kind: LinkerdConnection.Client, _ client: Int, _ linkerd: LinkerdMesh) -> String {
    switch kind {
    case .meshed: "mutual TLS where the server's proxy takes the port"
    case .skipping:
      "past the client's proxy, because of config.linkerd.io/skip-outbound-ports"
        + at(linkerd.pod(client).skippedOutbound.place)
    case .unmeshed: "no proxy, so what the application sends itself"
    }
  }

  private func describe(_ end: LinkerdEndpoint, _ linkerd: LinkerdMesh) -> String {
    let sent = end.sendsMutualTLS.map { $0 ? "mutual TLS" : "plain text" } ?? "what its proxy takes, which is unknown"
    var line = "    \(mesh.name(of: end.endpoint.target)):\(end.endpoint.port) is sent \(sent)"
    if case .workload(let server) = end.endpoint.target { line += words(for: server, port: end.endpoint.port) }
    return line + ": " + style.paint(end.outcome.words, end.outcome.role) + "\n"
  }

  /// Why a server treats plain text as it does, as the end of a sentence.
  func words(for server: Int, port: Int) -> String {
    let proxy = mesh.proxy(of: server)
    switch proxy.presence {
    case .none: return ", and has no proxy: \(proxy.reason)\(at(proxy.place))"
    case .unknown: return "; \(proxy.reason)"
    case .ambient: return ", in ambient mode"
    case .sidecar: break
    }
    let owner = mesh.kind(of: server) == .linkerd ? "Linkerd" : "Istio"
    guard let requirement = mesh.requirement(of: server, port: port) else {
      let bypass = mesh.linkerd?.inbound(of: server, port: port).bypass
      return ", and its proxy does not take the port\(at(bypass?.place))"
    }
    let decided = requirement.resource.map { " by \($0.kind.value) \($0.key)" } ?? ""
    return ", and its proxy of \(owner) is \(requirement.state)\(decided)\(at(requirement.place))"
  }

  // MARK: Authorization

  /// What lets clients into the port that a request is for, and whether it lets this one in.
  func considered(by linkerd: LinkerdMesh, for request: Request, at workload: Int) -> String {
    guard linkerd.isMeshed(workload) else { return "" }
    let inbound = linkerd.inbound(of: workload, port: request.port)
    guard inbound.bypass == nil else { return "" }
    var text = ""
    func list(_ authorizations: LinkerdAuthorizations, _ suffix: String) {
      for authorization in authorizations {
        let admits = authorization.admits(request).map { $0 ? "this one too" : "not this one" }
        text += "    lets in \(linkerd.words(for: authorization).printable)\(suffix)"
        text += "\(at(linkerd.place(of: authorization, inbound))): \(admits ?? "depends on the client's address")\n"
      }
    }
    list(inbound.authorizations, "")
    for route in inbound.routes {
      list(linkerd.policies.authorizations(ofRoute: route), linkerd.words(forRoute: route))
    }
    return text
  }
}
