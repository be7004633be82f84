import Diagnostics
package import MeshModel

/// A DestinationRule whose TLS settings give connections something else than its author can have wanted, although
/// nothing refuses them for sure. What a server refuses is a ``TLSConflict``.
package struct TLSMisuse: Sendable {
  /// A connection that is concerned.
  package struct Case: Sendable {
    package var host: String
    package var port: MeshService.Port
    /// The settings that decide about it.
    package var tls: ClientTLS
    /// An index into ``ServiceRegistry/services``.
    package var service: Int
    /// The server, as an index into ``EffectiveMesh/workloads``; nil where the server does not matter.
    package var workload: Int?
    /// What the server accepts there.
    package var accepts: ServerMode.Decision?
  }

  /// An index into ``EffectiveMesh/destinationRules``.
  package var rule: Int
  /// Never empty; by place of the settings, then host, port and server.
  package var cases: [Case]

  /// The hosts that are concerned, in alphabetical order.
  package var hosts: [String] { Set(cases.map(\.host)).sorted() }
}

extension TLSMisuse.Case {
  fileprivate var order: (SourceSpan, String, Int, Int) { (tls.span, host, port.number, workload ?? -1) }
}

/// A connection about which settings of a DestinationRule decide, and the clients that they decide for.
private struct TLSUse {
  var host: String
  var written: ClientTLSChoice.Written
  var connection: Connection
  var group: ClientGroup

  /// Whether some server refuses the connection, which a ``TLSConflict`` tells.
  var isRefused: Bool {
    connection.endpoints.contains { end in
      if case .workload = end.endpoint.target { end.outcome == .refused } else { false }
    }
  }

  func `case`(workload: Int? = nil, accepts: ServerMode.Decision? = nil) -> TLSMisuse.Case {
    TLSMisuse.Case(
      host: host, port: connection.port, tls: written.tls, service: connection.service, workload: workload,
      accepts: accepts)
  }
}

extension EffectiveMesh {
  /// Rules that give sidecars a `credentialName` which only gateways, and sidecars that the rule selects, can load: the
  /// sidecars send plain text. Rules that are in force for gateways alone are not among them.
  package func plaintextByCredentialName() -> [TLSMisuse] {
    guard destinationRules.contains(where: { $0.everyTLS.contains { $0.credentialName != nil } }) else { return [] }
    let routed = hostsRoutedElsewhere()
    return misuses { tls, rule in
      tls.usesCertificates && tls.credentialName.map { !$0.value.isEmpty } ?? false
        && tls.sent(hasSelector: rule.workloadSelector != nil) == .DISABLE
    } judge: { use in
      guard use.connection.transport == .plaintext, !routed.contains(use.host) else { return [] }
      return hasSidecar(use.group, callingService: use.connection.service) ? [use.case()] : []
    }
  }

  /// Rules that switch TLS off towards sidecars which would take mutual TLS.
  package func needlessPlaintext() -> [TLSMisuse] {
    // What a service would get without the rule, by service and port.
    var automatic: [Int: [Int: Set<Int>]] = [:]
    return misuses { tls, _ in
      tls.mode == .DISABLE
    } judge: { use in
      let servers = use.connection.endpoints.compactMap { end -> (Int, ServerMode.Decision)? in
        guard case .workload(let workload) = end.endpoint.target, let accepts = end.accepts, end.sent == .plaintext,
          end.outcome == .plaintext, hasApplicationSidecar(workload), accepts.mode != .DISABLE
        else { return nil }
        return (workload, accepts)
      }
      guard !servers.isEmpty else { return [] }
      let (service, port) = (use.connection.service, use.connection.port)
      let mutual: Set<Int>
      if let known = automatic[service]?[port.number] {
        mutual = known
      } else {
        mutual = serversOfMutualTLS(service: service, port: port)
        automatic[service, default: [:]][port.number] = mutual
      }
      return servers.filter { mutual.contains($0.0) }.map { use.case(workload: $0.0, accepts: $0.1) }
    }
  }

  /// Rules that send the TLS of an application, `SIMPLE` or `MUTUAL`, to sidecars, which do not end it.
  package func oneWayTLSToProxies() -> [TLSMisuse] {
    misuses { tls, rule in
      tls.usesCertificates && tls.sent(hasSelector: rule.workloadSelector != nil) != .DISABLE
    } judge: { use in
      use.connection.endpoints.compactMap { end in
        guard case .workload(let workload) = end.endpoint.target, let accepts = end.accepts,
          end.sent == .simple || end.sent == .mutual, hasApplicationSidecar(workload)
        else { return nil }
        return use.case(workload: workload, accepts: accepts)
      }
    }
  }

  /// Rules that present the mesh's own certificates to hosts outside the mesh, and expect such of them.
  ///
  /// Endpoints that are workloads of the mesh, or say that they take mutual TLS, are no hosts outside. Expected names
  /// of the server show that somebody joined two meshes.
  package func mutualTLSToExternalHosts() -> [TLSMisuse] {
    let external = services.indices.filter { services[$0].isExternal }
    guard !external.isEmpty else { return [] }
    let routed = hostsRoutedElsewhere()
    return misuses(among: external) { tls, _ in
      tls.mode == .ISTIO_MUTUAL && tls.subjectAltNames.isEmpty
    } judge: { use in
      let service = services[use.connection.service]
      guard case .serviceEntry(let entry) = service.origin, !routed.contains(use.host),
        mesh.serviceEntries[entry].subjectAltNames.isEmpty, use.connection.transport == .istioMutual,
        use.connection.endpoints.allSatisfy({ end in
          if case .address = end.endpoint.target { end.endpoint.acceptsAutoMTLS == false } else { false }
        })
      else { return [] }
      return [use.case()]
    }
  }
}

// MARK: How settings are used

extension EffectiveMesh {
  /// Looks at each connection about which settings decide that satisfy `isWanted`, and gathers the cases that `judge`
  /// finds, rule by rule. Rules with such settings that a server refuses are left out.
  ///
  /// `candidates`: The services to look at, as indexes into ``ServiceRegistry/services``; nil for all.
  private func misuses(
    among candidates: [Int]? = nil, of isWanted: (ClientTLS, DestinationRule) -> Bool,
    judge: (TLSUse) -> [TLSMisuse.Case]
  ) -> [TLSMisuse] {
    let wanted = Set(
      destinationRules.indices.filter { index in
        destinationRules[index].everyTLS.contains { isWanted($0, destinationRules[index]) }
      })
    guard !wanted.isEmpty else { return [] }
    var cases: [Int: [TLSMisuse.Case]] = [:]
    var refused: Set<Int> = []
    for index in candidates ?? servicesUnder(wanted) where !services[index].isAlias {
      let service = services[index]
      let groups = connections(to: index) { $0.rule?.rules.contains(where: wanted.contains) ?? false }
      for (group, connections) in groups {
        for connection in connections {
          guard let written = connection.decisive, isWanted(written.tls, destinationRules[written.rule]) else {
            continue
          }
          let use = TLSUse(
            host: service.hostname, written: written, connection: connection, group: group)
          if use.isRefused { refused.insert(written.rule) }
          if !refused.contains(written.rule) { cases[written.rule, default: []] += judge(use) }
        }
      }
    }
    return cases.filter { !$0.value.isEmpty && !refused.contains($0.key) }.sorted { $0.key < $1.key }.map {
      TLSMisuse(rule: $0, cases: $1.sorted { $0.order < $1.order })
    }
  }

  /// The services that one of some rules may be in force for: those with its host, or all where it is a wildcard.
  private func servicesUnder(_ rules: Set<Int>) -> [Int] {
    let hosts = rules.map { DestinationRuleIndex.hostname(of: destinationRules[$0], settings: settings) }
    return hosts.contains { $0.hasPrefix("*") }
      ? Array(services.indices) : Set(hosts.flatMap(registry.named)).sorted()
  }

  /// The workloads behind a port that would take mutual TLS if no rule decided: those that auto mTLS gives it or, in a
  /// mesh without auto mTLS, all of them where none is unable to.
  private func serversOfMutualTLS(service: Int, port: MeshService.Port) -> Set<Int> {
    let ends = connection(to: service, port: port, under: nil).endpoints
    if settings.autoMTLS.value {
      return Set(ends.filter { $0.outcome == .mtls }.compactMap(\.endpoint.workload))
    }
    let able = ends.filter { end in
      guard let workload = end.endpoint.workload else { return false }
      return hasApplicationSidecar(workload) && end.accepts?.mode != .DISABLE
    }
    return able.count == ends.count ? Set(able.compactMap(\.endpoint.workload)) : []
  }

  /// Whether a group holds a client that is no gateway.
  private func hasSidecar(_ group: ClientGroup, callingService index: Int) -> Bool {
    let service = services[index]
    func hasSidecar(_ namespace: String, where isWanted: (Int) -> Bool = { _ in true }) -> Bool {
      (clientsByNamespace[namespace] ?? []).contains { !proxies[$0].isGateway && isWanted($0) }
    }
    if let namespace = group.namespace {
      let entries = destinationRuleIndex.rules(for: service, from: namespace)
      return hasSidecar(namespace) { client in
        let rule = DestinationRuleIndex.inForce(entries, namespace: namespace, labels: workloads[client].podLabels)
        return rule?.rules.first == group.rule?.rules.first
      }
    }
    return clientsByNamespace.keys.contains { namespace in
      service.isExported(to: namespace)
        && destinationRuleIndex.ownRules(for: service.hostname, in: namespace) == nil && hasSidecar(namespace)
    }
  }

  /// Hosts whose requests a VirtualService sends to some other host, such as an egress gateway, so that it is not sure
  /// who calls them directly.
  private func hostsRoutedElsewhere() -> Set<String> {
    var found: Set<String> = []
    for route in mesh.virtualServices {
      let destinations = Set(route.destinations.map { settings.fullName($0.host.value, in: route.namespace) })
      for host in route.hosts.map({ settings.fullName($0.value, in: route.namespace) })
      where destinations.contains(where: { $0 != host }) {
        found.insert(host)
      }
    }
    return found
  }

}

extension Connection {
  /// The settings that decide what is sent; nil where none do.
  var decisive: ClientTLSChoice.Written? { transport == .autoMTLS ? choice.endpoints : choice.cluster }
}

extension Endpoint {
  /// The workload that it is; nil for an address.
  fileprivate var workload: Int? { if case .workload(let index) = target { index } else { nil } }
}

extension ClientTLS {
  /// Whether the mode is one for which certificates are named: `SIMPLE` or `MUTUAL`.
  fileprivate var usesCertificates: Bool { mode == .SIMPLE || mode == .MUTUAL }
}

extension DestinationRule {
  /// All TLS settings in it, wherever they stand.
  var everyTLS: [ClientTLS] {
    trafficPolicies.flatMap { policy in ([policy.tls] + policy.ports.map(\.tls)).compactMap { $0 } }
  }

  /// The policy of the rule and those of its subsets, as far as they are written.
  var trafficPolicies: [TrafficPolicy] { ([trafficPolicy] + subsets.map(\.trafficPolicy)).compactMap { $0 } }
}
