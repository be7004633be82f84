import MeshModel

/// A workload's declared calls to a service that reach a server's proxy without mutual TLS, whatever any
/// DestinationRule says. Client and server may be of either mesh.
package struct UnprotectedCall: Sendable {
  /// Why mutual TLS is out of reach for the client.
  package enum Cause: Sendable {
    /// The client has no proxy.
    case noProxy
    /// The client's proxy does not know the service, and passes the connection on as it is.
    case invisible
    /// The client is in ambient mode, and the server's sidecar takes no HBONE.
    case ambient
    /// The client's proxy is one of another mesh than the server's.
    case otherMesh
  }

  /// One of the servers that a call reaches.
  package struct Server: Sendable {
    /// An index into ``EffectiveMesh/workloads``.
    package var workload: Int
    package var workloadPort: Int
    package var port: MeshService.Port
    package var requirement: ServerRequirement
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
    // Where every service is visible to every sidecar of one mesh, only clients without one matter.
    let isAllVisible =
      linkerd == nil && sidecarScopes.isEmpty && services.allSatisfy { $0.exportTo.contains("*") }
    let calls = declaredCalls { !isAllVisible || proxies[$0].presence != .sidecar }
    let visibility = CallVisibility(self, callers: Set(calls.map(\.client)))
    var seen: Set<[Int]> = []
    var found: [UnprotectedCall] = []
    for call in calls {
      guard let judged = judge(call, visibility) else { continue }
      if seen.insert([call.client, call.service, judged.isRefused ? 1 : 0]).inserted { found.append(judged) }
    }
    return found
  }

  /// Why a call is no mutual TLS at one of its servers; nil where it is, and where that is not known.
  private func cause(
    of call: DeclaredCall, at server: Int, _ visibility: CallVisibility
  ) -> UnprotectedCall.Cause? {
    let isOfOneMesh = kind(of: call.client) == kind(of: server)
    switch proxy(of: call.client).presence {
    case .none: return .noProxy
    case .ambient: return isOfOneMesh ? .ambient : .otherMesh
    case .unknown: return nil
    case .sidecar:
      guard isOfOneMesh, kind(of: server) == .istio else { return isOfOneMesh ? nil : causeAcrossMeshes(call) }
      guard !proxies[call.client].isGateway, !visibility.isVisible(call, in: self) else { return nil }
      // What the client keeps away from its proxy is another mistake.
      let capture = captures[call.client]
      return ports(of: call).contains { capture?.outboundExclusion(of: $0.number) != nil } ? nil : .invisible
    }
  }

  /// Of a client of Istio it is known what it sends to another mesh where no DestinationRule asks for TLS.
  private func causeAcrossMeshes(_ call: DeclaredCall) -> UnprotectedCall.Cause? {
    let client = workloads[call.client]
    let isSilent =
      kind(of: call.client) == .linkerd
      || !(rule(for: call.service, namespace: client.namespace, labels: client.podLabels)?.hasTLS ?? false)
    return isSilent && !proxies[call.client].isGateway ? .otherMesh : nil
  }

  private func judge(_ call: DeclaredCall, _ visibility: CallVisibility) -> UnprotectedCall? {
    var servers: [UnprotectedCall.Server] = []
    var causes: [UnprotectedCall.Cause] = []
    var isRefused = true
    for port in ports(of: call) {
      for endpoint in registry.endpoints(of: call.service, port: port) {
        guard case .workload(let workload) = endpoint.target,
          let requirement = requirement(of: workload, port: endpoint.port),
          let cause = cause(of: call, at: workload, visibility)
        else {
          isRefused = false
          continue
        }
        if requirement.acceptance != .mutualTLS { isRefused = false }
        if cause == .ambient, takesHBONE(workload) != false { continue }
        causes.append(cause)
        servers.append(
          UnprotectedCall.Server(
            workload: workload, workloadPort: endpoint.port, port: port, requirement: requirement))
      }
    }
    if !isRefused {
      // A mode of DISABLE was somebody's decision about the server, not about this client.
      servers.removeAll { $0.requirement.acceptance != .either || $0.port.carriesTLS }
      // Nor is it anybody's decision that some components of Linkerd have no proxy, such as its heartbeat.
      if call.mayUseTLS || linkerd?.injections[call.client].obstacle == .ownComponent { servers = [] }
    }
    guard let cause = causes.first, !servers.isEmpty else { return nil }
    return UnprotectedCall(call: call, cause: cause, isRefused: isRefused, servers: servers)
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
