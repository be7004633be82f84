package import Diagnostics
package import MeshModel

/// A server that hands on connections without looking into them.
package struct PassthroughServer: Sendable {
  /// The Gateway, of whichever API.
  package var gateway: Metadata
  package var port: Int?
  /// `PASSTHROUGH` and the like, or the protocol of the port.
  package var reason: Located<String>
}

/// The `http` routes of a VirtualService that apply nowhere.
package struct IdleHTTPRoutes: Sendable {
  package var virtualService: VirtualService
  /// Where the first of them stands.
  package var place: SourceSpan
  /// The servers of its Gateways for its hosts; never empty.
  package var servers: [PassthroughServer]
}

/// A rule about requests at a port of a gateway that hands on connections.
package struct RequestRuleAtPassthrough: Sendable {
  package var policy: AuthorizationPolicy
  /// The field or `when` key that nobody can check there.
  package var clause: Located<String>
  package var port: Int
  package var gateway: Metadata
}

extension EffectiveMesh {
  /// VirtualServices for gateways only, all of which are known, whose hosts no server reads HTTP for.
  ///
  /// `http` routes are for servers of protocol HTTP and the like, and for HTTPS that ends at the gateway
  /// (`pkg/config/gateway/gateway.go` IsHTTPServer).
  package func idleHTTPRoutes() -> [IdleHTTPRoutes] {
    let known = Dictionary(gateways.map { ($0.metadata.key, ServersByHost($0)) }) { _, last in last }
    return mesh.virtualServices.compactMap { virtualService in
      guard let route = virtualService.routes.first(where: { $0.kind == .http }), !virtualService.isForMesh else {
        return nil
      }
      var servers: [PassthroughServer] = []
      for key in virtualService.gatewayKeys {
        guard let gateway = known[key] else { return nil }
        for server in gateway.servers(of: virtualService) {
          guard !server.readsHTTP, let protocolName = server.protocolName else { return nil }
          servers.append(
            PassthroughServer(
              gateway: gateway.gateway.metadata, port: server.port?.value,
              reason: server.portProtocol == .https ? server.tls?.mode ?? protocolName : protocolName))
        }
      }
      return servers.isEmpty
        ? nil : IdleHTTPRoutes(virtualService: virtualService, place: route.span, servers: servers)
    }
  }
}

extension AuthorizationSurvey {
  /// Rules of policies for gateways alone that are for certain ports, at each of which every server hands on
  /// connections; one finding for each policy.
  package func requestRulesAtPassthrough() -> [RequestRuleAtPassthrough] {
    guard !gateways.isEmpty || !mesh.mesh.kubernetesGateways.isEmpty else { return [] }
    var found: [Int: RequestRuleAtPassthrough] = [:]
    var cleared: Set<Int> = []
    func judge(_ policy: Int, _ gateway: Metadata, servers: (Int) -> [GatewayServer]) {
      guard let match = Self.requestRule(of: policies[policy], servers: servers) else {
        cleared.insert(policy)
        return
      }
      let (clause, port) = match
      found[policy] =
        found[policy]
        ?? RequestRuleAtPassthrough(policy: policies[policy], clause: clause, port: port, gateway: gateway)
    }
    for workload in mesh.workloads.indices where mesh.proxies[workload].presence != .none {
      let subject = mesh.policySubject(of: workload)
      guard !subject.isWaypoint else { continue }
      for policy in mesh.enforcedPolicies(of: workload) where policies[policy].namesPorts {
        guard gateways.contains(workload) else {
          cleared.insert(policy)
          continue
        }
        judge(policy, mesh.workloads[workload].metadata) { mesh.servers(on: $0, of: workload, subject) }
      }
    }
    for gateway in mesh.mesh.kubernetesGateways where mesh.isIstioGateway(gateway) {
      let subject = PolicySubject(gateway, isWaypoint: false)
      for policy in mesh.authorizationPolicyIndex.policies(for: subject)
      where policies[policy].namesPorts && !policies[policy].isDryRun {
        judge(policy, gateway.metadata) { port in
          gateway.listeners.filter { $0.port?.value == port }.map { GatewayServer($0, of: gateway) }
        }
      }
    }
    return found.sorted { $0.key < $1.key }.filter { !cleared.contains($0.key) }.map(\.value)
  }

  /// The clause about requests of the first rule that is for such ports only, and the lowest of them.
  private static func requestRule(
    of policy: AuthorizationPolicy, servers: (Int) -> [GatewayServer]
  ) -> (clause: Located<String>, port: Int)? {
    for rule in policy.rules ?? [] {
      guard let outline = RuleOutline(rule), let clause = outline.requestClause, let lowest = outline.lowestPort,
        case .only(let ports) = outline.ports
      else { continue }
      let isIdle = ports.allSatisfy { port in
        let servers = servers(port)
        return !servers.isEmpty && servers.allSatisfy(\.isConnection)
      }
      if isIdle { return (clause, lowest) }
    }
    return nil
  }
}

/// The servers of a Gateway, found by their hosts.
private struct ServersByHost {
  let gateway: Gateway
  private var index = OverlapIndex<(server: Int, host: GatewayHost)>()

  init(_ gateway: Gateway) {
    self.gateway = gateway
    for (server, hosts) in gateway.servers.map(\.hosts).enumerated() {
      for written in hosts {
        let host = GatewayHost(written.value, of: gateway)
        index.insert((server, host), under: host.name)
      }
    }
  }

  /// The servers that may serve a host of the VirtualService, in their order.
  func servers(of virtualService: VirtualService) -> [Gateway.Server] {
    let matches = virtualService.hosts.flatMap { index.values(overlapping: $0.value.lowercased()) }
    return Set(matches.filter { $0.host.mayServe(virtualService) }.map(\.server)).sorted().map { gateway.servers[$0] }
  }
}

extension Gateway.Server {
  /// Whether requests are routed by `http`.
  fileprivate var readsHTTP: Bool {
    portProtocol.isHTTP || (portProtocol == .https && !(tls?.isPassedThrough ?? false))
  }
}

extension AuthorizationPolicy {
  fileprivate var namesPorts: Bool { clauses.contains { $0.attribute == .port } }
}
