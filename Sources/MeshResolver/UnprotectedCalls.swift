import MeshModel

/// A workload's declared calls to a service that reach a sidecar as plain text, whatever any DestinationRule says.
package struct UnprotectedCall: Sendable {
  /// Why mutual TLS is out of reach for the client.
  package enum Cause: Sendable {
    /// The client has no proxy.
    case noProxy
    /// The client's proxy does not know the service, and passes the connection on as it is.
    case invisible
    /// The client is in ambient mode, and the server's sidecar takes no HBONE.
    case ambient
  }

  /// One of the servers that a call reaches.
  package struct Server: Sendable {
    /// An index into ``EffectiveMesh/workloads``.
    package var workload: Int
    package var workloadPort: Int
    package var port: MeshService.Port
    package var accepts: ServerMode.Decision
  }

  package var call: DeclaredCall
  package var cause: Cause
  /// Whether every server refuses the call; else those in ``servers`` take it as plain text.
  package var isRefused: Bool
  /// Servers with a sidecar that handles the connection; never empty.
  package var servers: [Server]
}

extension EffectiveMesh {
  /// The declared calls that cannot be mutual TLS because of the client, one for each client, service and outcome.
  ///
  /// Where anything about client or servers is unknown there is none. That a proxy without DestinationRule sends plain
  /// text to a service that it sees is no matter of the single call, and not among them.
  package func unprotectedCalls() -> [UnprotectedCall] {
    // Where every service is visible to every sidecar, only clients without one matter.
    let isAllVisible = sidecarScopes.isEmpty && services.allSatisfy { $0.exportTo.contains("*") }
    let calls = declaredCalls { !isAllVisible || proxies[$0].presence != .sidecar }
    let visibility = CallVisibility(self, callers: Set(calls.map(\.client)))
    var seen: Set<[Int]> = []
    var found: [UnprotectedCall] = []
    for call in calls {
      guard let cause = cause(of: call, visibility), let judged = judge(call, cause) else { continue }
      if seen.insert([call.client, call.service, judged.isRefused ? 1 : 0]).inserted { found.append(judged) }
    }
    return found
  }

  private func cause(of call: DeclaredCall, _ visibility: CallVisibility) -> UnprotectedCall.Cause? {
    let proxy = proxies[call.client]
    switch proxy.presence {
    case .none: return .noProxy
    case .ambient: return .ambient
    case .unknown: return nil
    case .sidecar:
      guard !proxy.isGateway, !visibility.isVisible(call, in: self) else { return nil }
      // What the client keeps away from its proxy is another mistake.
      let capture = captures[call.client]
      return ports(of: call).contains { capture?.outboundExclusion(of: $0.number) != nil } ? nil : .invisible
    }
  }

  private func judge(_ call: DeclaredCall, _ cause: UnprotectedCall.Cause) -> UnprotectedCall? {
    var servers: [UnprotectedCall.Server] = []
    var isRefused = true
    for port in ports(of: call) {
      for endpoint in registry.endpoints(of: call.service, port: port) {
        guard case .workload(let workload) = endpoint.target, isBehindSidecar(endpoint, of: workload) else {
          isRefused = false
          continue
        }
        let accepts = serverModes[workload].decision(for: endpoint.port)
        if accepts.mode != .STRICT { isRefused = false }
        servers.append(
          UnprotectedCall.Server(workload: workload, workloadPort: endpoint.port, port: port, accepts: accepts))
      }
    }
    if cause == .ambient { servers.removeAll { takesHBONE($0.workload) != false } }
    if !isRefused {
      // A mode of DISABLE was somebody's decision about the server, not about this client.
      servers.removeAll { $0.accepts.mode != .PERMISSIVE || $0.port.carriesTLS }
      if call.mayUseTLS { servers = [] }
    }
    guard !servers.isEmpty else { return nil }
    return UnprotectedCall(call: call, cause: cause, isRefused: isRefused, servers: servers)
  }

  /// Whether a connection to the endpoint is certainly taken by a sidecar.
  func isBehindSidecar(_ endpoint: Endpoint, of workload: Int) -> Bool {
    hasApplicationSidecar(workload)
      && captures[workload]?.inboundExclusion(of: endpoint.port) == nil
      && !InboundCapture.proxyPorts.contains(endpoint.port)
  }

  /// Whether the sidecar of a workload accepts tunnels of ambient clients; nil where the input does not tell.
  ///
  /// Injection adds the label where `ISTIO_META_ENABLE_HBONE` is set, as Istio's ambient profile does. A profile says
  /// so without writing it, so only a written mesh configuration tells that it is not set.
  private func takesHBONE(_ workload: Int) -> Bool? {
    if let label = workloads[workload].podLabels["networking.istio.io/tunnel"] { return label.value == "http" }
    let setting = "ISTIO_META_ENABLE_HBONE"
    if workloads[workload].podAnnotations["proxy.istio.io/config"]?.value.contains(setting) == true { return nil }
    let maps = mesh.configMaps.filter { $0.meshConfig != nil }
    guard !maps.isEmpty, mesh.installations.isEmpty, mesh.helmReleases.isEmpty else { return nil }
    return maps.contains { $0.data["mesh"]?.value.contains(setting) == true } ? nil : false
  }
}

extension MeshService.Port {
  /// Whether the port's name says that the application itself speaks TLS.
  fileprivate var carriesTLS: Bool { portProtocol == .https || portProtocol == .tls }
}

/// Which services the clients with calls see.
private struct CallVisibility {
  /// What each client sees; empty where no Sidecar limits it.
  private var visible: [Int: Set<Int>] = [:]
  /// Hosts that a VirtualService routes, so that a proxy knows them whatever becomes of the service.
  private var routed: Set<String> = []

  init(_ mesh: EffectiveMesh, callers: Set<Int>) {
    for route in mesh.mesh.virtualServices {
      routed.formUnion(route.hosts.map { mesh.settings.fullName($0.value, in: route.namespace) })
    }
    guard mesh.mesh.sidecars.contains(where: { $0.egress != nil }) else { return }
    for view in mesh.clientViews() {
      let clients = view.clients.filter(callers.contains)
      guard !clients.isEmpty else { continue }
      let services = Set(mesh.visibleServices(from: view))
      for client in clients { visible[client] = services }
    }
  }

  func isVisible(_ call: DeclaredCall, in mesh: EffectiveMesh) -> Bool {
    let hostname = mesh.services[call.service].hostname
    if routed.contains(hostname) { return true }
    let namespace = mesh.workloads[call.client].namespace
    return mesh.registry.named(hostname).contains { service in
      mesh.services[service].isExported(to: namespace) && visible[call.client]?.contains(service) ?? true
    }
  }
}
