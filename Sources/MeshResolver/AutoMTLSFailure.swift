import MeshModel

/// Connections that fail although no DestinationRule says how to secure them: auto mTLS chose what the server refuses.
/// All of one failure have the same cause (see the pages of the rules MSH0501 to MSH0510).
package struct AutoMTLSFailure: Sendable {
  package enum Cause: Hashable, Sendable {
    /// The policies of a namespace or the mesh say DISABLE, so clients send plain text; a stronger policy of workloads
    /// demands STRICT. Both as indexes into ``EffectiveMesh/peerAuthentications``.
    case namespaceDisabled(strict: Int?, disabled: Int?)
    /// A service without endpoints to choose from has some without proxy, so all get plain text.
    case passthroughWithoutProxy(service: Int)
    /// The same, because a DestinationRule, an index into ``EffectiveMesh/destinationRules``, balances by PASSTHROUGH.
    case passthroughBalancer(rule: Int)
    /// A service without endpoints to choose from gets mutual TLS, and a policy of workloads says DISABLE.
    case passthroughDisabled(service: Int, policy: Int?)
    /// A ServiceEntry, an index into ``Mesh/serviceEntries``, says that its workloads lie outside the mesh.
    case externalEntry(Int)
    /// The label `security.istio.io/tlsMode` of the workload, or its absence from a sidecar declared by hand, says the
    /// contrary of what its proxy does.
    case tlsModeLabel(workload: Int)
    /// An annotation keeps the port from the server's proxy.
    case inboundExclusion(workload: Int)
    /// Auto mTLS is off in the mesh.
    case autoMTLSOff
  }

  package var cause: Cause
  /// Never empty; in the order of hosts, ports and servers.
  package var refusals: [TLSConflict.Refusal]

  package var connectionCount: Int { TLSConflict.connectionCount(refusals) }
  /// The hosts, sorted.
  package var hosts: [String] { Set(refusals.map(\.host)).sorted() }
}

/// What becomes of all connections of the mesh, as far as it is bad.
package struct ConnectionSurvey: Sendable {
  package var conflicts: [TLSConflict]
  package var failures: [AutoMTLSFailure]
}

extension EffectiveMesh {
  /// Looks at every service once for each group of clients, and collects what is refused by its cause.
  package func survey() -> ConnectionSurvey {
    var refusals: [Int: [TLSConflict.Refusal]] = [:]
    var failures: [AutoMTLSFailure.Cause: [TLSConflict.Refusal]] = [:]
    let (suspects, exclusions) = (suspects, OutboundExclusions(self))
    for (index, service) in services.enumerated() where !service.isAlias {
      let groups = connections(to: index) { group in
        group.rule?.hasTLS ?? false || mayFail(index, under: group.rule, suspects)
      }
      for (group, connections) in groups {
        for connection in connections
        where connection.isRefused && group.ports?.contains(connection.port.number) ?? true {
          var group = group
          group.count -= exclusions.count(in: group, of: index, port: connection.port.number)
          if group.count > 0 { collect(connection, group, conflicts: &refusals, failures: &failures) }
        }
      }
    }
    return ConnectionSurvey(
      conflicts: refusals.sorted { $0.key < $1.key }.map { rule, refusals in
        TLSConflict(rule: rule, refusals: refusals.sorted(by: TLSConflict.Refusal.isBefore))
      },
      failures: failures.map { AutoMTLSFailure(cause: $0, refusals: $1.sorted(by: TLSConflict.Refusal.isBefore)) }
        .sorted { TLSConflict.Refusal.isBefore($0.refusals[0], $1.refusals[0]) })
  }

  /// Workloads that do not take what auto mTLS would send them.
  private var suspects: Set<Int> {
    Set(
      workloads.indices.filter { index in
        captures[index] != nil || (proxies[index].presence == .sidecar) != proxies[index].acceptsAutoMTLS
      })
  }

  /// Whether a connection under a rule that says nothing of TLS can be refused at all. Quick to say no.
  private func mayFail(_ service: Int, under rule: ConsolidatedRule?, _ suspects: Set<Int>) -> Bool {
    let target = services[service]
    if target.isPassthrough || target.isExternal || !settings.autoMTLS.value { return true }
    if peerAuthenticationIndex.namespaceMode(target.namespace).mode == .DISABLE { return true }
    if rule?.balancesByPassthrough ?? false { return true }
    return !suspects.isEmpty && registry.backends(of: service).contains { suspects.contains($0) }
  }

  private func collect(
    _ connection: Connection, _ group: ClientGroup, conflicts: inout [Int: [TLSConflict.Refusal]],
    failures: inout [AutoMTLSFailure.Cause: [TLSConflict.Refusal]]
  ) {
    let decisive = connection.transport == .autoMTLS ? connection.choice.endpoints : connection.choice.cluster
    for end in connection.endpoints where end.outcome == .refused {
      guard case .workload(let workload) = end.endpoint.target, let sent = end.sent, let accepts = end.accepts,
        kind(of: workload) == .istio
      else { continue }
      let refusal = TLSConflict.Refusal(
        host: services[connection.service].hostname, port: connection.port.number, subset: connection.subset,
        tls: decisive?.tls, sent: sent, workload: workload, workloadPort: end.endpoint.port, accepts: accepts,
        bypass: end.bypass, clients: group.count, clientNamespace: group.namespace)
      if let decisive {
        conflicts[decisive.rule, default: []].append(refusal)
      } else {
        failures[cause(of: refusal, connection), default: []].append(refusal)
      }
    }
  }

  /// Why auto mTLS sends what the server refuses.
  private func cause(of refusal: TLSConflict.Refusal, _ connection: Connection) -> AutoMTLSFailure.Cause {
    let service = services[connection.service]
    if refusal.sent == .istioMutual {
      if refusal.bypass != nil { return .inboundExclusion(workload: refusal.workload) }
      guard proxies[refusal.workload].presence == .sidecar else { return .tlsModeLabel(workload: refusal.workload) }
      return .passthroughDisabled(service: connection.service, policy: refusal.accepts.policy)
    }
    if service.isExternal, case .serviceEntry(let entry) = service.origin { return .externalEntry(entry) }
    if !settings.autoMTLS.value { return .autoMTLSOff }
    let isPassthrough = service.isPassthrough || connection.choice.isPassthrough
    let hasAll = !registry.endpoints(of: connection.service, port: connection.port)
      .contains(where: \.isTLSDisabled)
    if isPassthrough, !hasAll {
      if !service.isPassthrough, let rule = connection.rule?.rules.first { return .passthroughBalancer(rule: rule) }
      return .passthroughWithoutProxy(service: connection.service)
    }
    let namespaceMode = peerAuthenticationIndex.namespaceMode(service.namespace)
    if namespaceMode.mode == .DISABLE {
      return .namespaceDisabled(strict: refusal.accepts.policy, disabled: namespaceMode.policy)
    }
    return .tlsModeLabel(workload: refusal.workload)
  }
}

extension ConsolidatedRule {
  /// Whether anything in it sets `loadBalancer.simple: PASSTHROUGH`.
  fileprivate var balancesByPassthrough: Bool {
    ([trafficPolicy?.policy] + subsets.map(\.subset.trafficPolicy)).contains { policy in
      guard let policy else { return false }
      return policy.simpleLoadBalancer?.value == "PASSTHROUGH"
        || policy.ports.contains { $0.simpleLoadBalancer?.value == "PASSTHROUGH" }
    }
  }
}
