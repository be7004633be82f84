package import Diagnostics
import MeshModel
package import MeshResolver
package import Reporting

/// Explains single answers of the resolver, each with the places that made it so.
package struct Explanation {
  let mesh: EffectiveMesh
  let files: SourceFiles
  let style: Style

  package init(_ mesh: EffectiveMesh, files: SourceFiles, style: Style = .plain) {
    self.mesh = mesh
    self.files = files
    self.style = style
  }

  /// `(file:line:column)` with a space before it, or nothing.
  func at(_ span: SourceSpan?) -> String { span.map { " (\(files.place($0)))" } ?? "" }

  func heading(_ text: String) -> String { style.paint(text.printable, .bold) + "\n" }

  // MARK: Workloads

  /// Who decided what about a workload.
  package func workload(_ index: Int) -> String {
    let workload = mesh.workloads[index]
    let proxy = mesh.proxy(of: index)
    var text =
      heading(workload.metadata.reference.friendlyName) + "  defined at \(files.place(workload.metadata.span))\n"
    text += "  runs as service account \(workload.serviceAccountName)\(at(workload.pod.serviceAccountName?.span))\n"
    text +=
      "  proxy: \(proxy.isGateway ? "gateway" : proxy.presence.rawValue)\(owner(ofProxyOf: index)), because "
      + "\(proxy.reason)\(at(proxy.place))\n"
    if let other = mesh.linkerd?.proxies[index], proxy.presence == .none, mesh.kind(of: index) == .istio {
      text += "  nor one of Linkerd, because \(other.reason)\(at(other.place))\n"
    }
    if let linkerd = mesh.linkerd, mesh.kind(of: index) == .linkerd {
      return text + linkerdSettings(of: index, linkerd) + reached(index)
    }
    if proxy.isGateway { text += "  PeerAuthentication does not apply to gateways\n" } else { text += modes(index) }
    text += reached(index)
    let policies = mesh.authorizationPolicyIndex.policies(namespace: workload.namespace, labels: workload.podLabels)
    for policy in policies.map({ mesh.authorizationPolicyIndex.policies[$0] }) {
      text += "  authorization: \(policy.action.rawValue) by \(policy.metadata.key)\(at(policy.metadata.span))\n"
    }
    return text
  }

  /// ` of Linkerd` where there are proxies of several meshes to be told apart; else nothing.
  private func owner(ofProxyOf index: Int) -> String {
    guard mesh.linkerd != nil, mesh.proxy(of: index).presence == .sidecar else { return "" }
    return mesh.kind(of: index) == .linkerd ? " of Linkerd" : " of Istio"
  }

  /// The services that lead to a workload.
  private func reached(_ index: Int) -> String {
    var text = ""
    let services = mesh.registry.services(of: index)
    for service in services {
      let service = mesh.services[service]
      let ports = service.ports.compactMap { port in
        mesh.registry.workloadPort(port, of: index).map { "\(port.number) → \($0)" }
      }
      text +=
        "  reached through \(service.hostname), ports \(ports.joined(separator: ", "))\(at(service.metadata.span))\n"
    }
    return services.isEmpty ? "  no Service leads to it\n" : text
  }

  private func modes(_ index: Int) -> String {
    let workload = mesh.workloads[index]
    let mode = mesh.serverModes[index]
    var text = "  mTLS: \(mode.base.mode.rawValue), \(decided(mode.base))\n"
    for port in mesh.workloadPorts(of: index) {
      let decision = mode.decision(for: port)
      let exclusion = mesh.captures[index]?.inboundExclusion(of: port)
      if let exclusion {
        text += "    port \(port): goes past the proxy, because of \(exclusion.annotation)\(at(exclusion.place))\n"
      } else if mode.ports[port] != nil {
        text += "    port \(port): \(decision.mode.rawValue), \(decided(decision))\n"
      } else {
        text += "    port \(port): \(decision.mode.rawValue)\n"
      }
    }
    let index = mesh.peerAuthenticationIndex
    let own = index.selecting(namespace: workload.namespace, labels: workload.podLabels)
    let levels = [
      ("the mesh", index.meshWide), ("the namespace", index.namespaceWide[workload.namespace] ?? []),
      ("the workload", own),
    ]
    for (level, policies) in levels {
      for (position, policy) in policies.map({ mesh.peerAuthentications[$0] }).enumerated() {
        let said = policy.mode.map { $0.value.rawValue } ?? "no mode"
        let lost = position == 0 ? "" : "; without effect, an older one is there"
        text += "    for \(level): \(policy.metadata.key) says \(said)\(at(policy.modeSpan))\(lost)\n"
      }
    }
    return text
  }

  private func decided(_ decision: ServerMode.Decision) -> String {
    guard let policy = decision.policy else { return "Istio's default" }
    return "by \(mesh.peerAuthentications[policy].metadata.key)\(at(decision.place))"
  }

  // MARK: Connections

  /// A connection from a client workload to a service, step by step.
  package func connection(from client: Int, to service: Int, port: Int?) -> String {
    let workload = mesh.workloads[client]
    let target = mesh.services[service]
    let proxy = mesh.proxy(of: client)
    var text = heading("\(workload.metadata.reference.friendlyName) → \(target.hostname)")
    text +=
      "  client: proxy \(proxy.presence.rawValue)\(owner(ofProxyOf: client)), because \(proxy.reason)\(at(proxy.place))\n"
    text += "  service: \(target.metadata.reference.friendlyName)\(at(target.metadata.span))"
    text += target.isPassthrough && mesh.isAboutIstio ? ", headless: the proxy chooses once for all endpoints\n" : "\n"
    if case .alias(let name) = target.resolution {
      guard let target = mesh.registry.target(ofAlias: service) else {
        return text + "  another name for \(name.printable), which is no host of the mesh: plain text, as it is\n"
      }
      return text + "  another name for \(name.printable), and treated as that\n"
        + connection(from: client, to: target, port: port)
    }
    if let linkerd = mesh.linkerd, mesh.kind(of: client) == .linkerd || proxy.presence == .none {
      return text + linkerdConnections(from: client, to: service, port: port, linkerd)
    }
    guard proxy.presence == .sidecar else { return text + withoutProxy(client, target, service, port) }
    guard let view = mesh.clientViews().first(where: { $0.clients.contains(client) }),
      mesh.visibleServices(from: view).contains(service)
    else {
      return text + "  the client's proxy does not know this host: what it sends goes out in plain text, as it is\n"
    }
    text += rules(service, view)
    for connection in mesh.connections(from: view, to: service) where port == nil || connection.port.number == port {
      text += describe(connection)
    }
    return text
  }

  private func withoutProxy(_ client: Int, _ target: MeshService, _ service: Int, _ port: Int?) -> String {
    var text = ""
    for servicePort in target.ports where port == nil || servicePort.number == port {
      text += "  port \(servicePort.number): no proxy, so what the application sends itself\n"
      for endpoint in mesh.registry.endpoints(of: service, port: servicePort) {
        guard case .workload(let server) = endpoint.target else { continue }
        let decision = mesh.serverModes[server].decision(for: endpoint.port)
        let isEnforced = mesh.proxies[server].presence == .sidecar
        let verdict = isEnforced && decision.mode == .STRICT ? "refused unless it speaks mutual TLS itself" : "let in"
        text +=
          "    \(mesh.name(of: endpoint.target)):\(endpoint.port) is \(isEnforced ? decision.mode.rawValue : "without proxy"): \(verdict)\n"
      }
    }
    return text
  }

  private func rules(_ service: Int, _ view: ClientView) -> String {
    let entries = mesh.destinationRuleIndex.rules(for: mesh.services[service], from: view.namespace)
    guard let inForce = mesh.rule(for: service, from: view) else {
      return "  DestinationRule: none in force for clients in \(view.namespace)\n"
    }
    var text = ""
    for entry in entries {
      let isInForce = entry.rules == inForce.rules
      for (position, rule) in entry.rules.map({ mesh.destinationRules[$0] }).enumerated() {
        let host = rule.host.value.printable
        let part =
          !isInForce ? "loses" : position == 0 ? "in force" : "merged into it"
        text += "  DestinationRule \(rule.metadata.key), host \(host): \(part)\(at(rule.metadata.span))\n"
      }
    }
    for dropped in inForce.droppedPolicies.map({ mesh.destinationRules[$0] }) {
      text += "    its trafficPolicy is dropped: \(dropped.metadata.key)\(at(dropped.trafficPolicy?.span))\n"
    }
    return text
  }

  private func describe(_ connection: Connection) -> String {
    let subset = connection.subset.map { " subset \($0)" } ?? ""
    var text = "  port \(connection.port.number)\(subset): \(connection.transport.words), \(reason(connection))\n"
    for end in connection.endpoints {
      let name = mesh.name(of: end.endpoint.target)
      var line =
        "    \(name):\(end.endpoint.port) is sent \(end.sent?.words ?? "what its proxy takes, which is unknown")"
      if let bypass = end.bypass {
        line += ", and \(bypass.annotation) keeps the port from its proxy\(at(bypass.place))"
      } else if case .workload(let server) = end.endpoint.target, mesh.kind(of: server) == .linkerd {
        line += words(for: server, port: end.endpoint.port)
      } else if case .workload(let server) = end.endpoint.target {
        switch mesh.proxies[server].presence {
        case .sidecar: line += ", accepts \(end.accepts?.mode.rawValue ?? "-"), \(end.accepts.map(decided) ?? "")"
        case .none: line += ", and has no proxy: \(mesh.proxies[server].reason)\(at(mesh.proxies[server].place))"
        case .ambient: line += ", in ambient mode"
        case .unknown: line += "; \(mesh.proxies[server].reason)"
        }
      }
      text += line + ": " + style.paint(end.outcome.words, end.outcome.role) + "\n"
    }
    return connection.endpoints.isEmpty ? text + "    no endpoint in the input\n" : text
  }

  private func reason(_ connection: Connection) -> String {
    let service = mesh.services[connection.service]
    if let exclusion = connection.exclusion { return "because of \(exclusion.annotation)\(at(exclusion.place))" }
    if let written = connection.choice.cluster {
      return "written by \(mesh.destinationRules[written.rule].metadata.key)\(at(written.tls.span))"
    }
    if service.isExternal { return "because the service lies outside the mesh" }
    if !mesh.settings.autoMTLS.value { return "because auto mTLS is off\(at(mesh.settings.autoMTLS.origin))" }
    let namespaceMode = mesh.peerAuthenticationIndex.namespaceMode(service.namespace)
    switch connection.transport {
    case .plaintext where namespaceMode.mode == .DISABLE:
      return "because namespace \(service.namespace) is DISABLE, \(decided(namespaceMode))"
    case .plaintext: return "because some endpoint has no proxy, and the choice is one for all"
    case .istioMutual: return "because all endpoints have proxies, and the choice is one for all"
    default: return "chosen for each endpoint"
    }
  }
}

extension Outcome {
  var words: String {
    switch self {
    case .mtls: "mTLS"
    case .plaintext: "plain text"
    case .refused: "refused"
    case .unknown: "outcome unknown"
    }
  }

  var role: Style.Role {
    switch self {
    case .mtls: .help
    case .plaintext: .warning
    case .refused: .error
    case .unknown: .place
    }
  }
}
