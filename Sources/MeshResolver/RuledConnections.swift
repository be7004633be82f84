import Diagnostics
package import MeshModel

/// TLS settings of a DestinationRule, and the servers for which they do something unexpected.
package struct RuledServers: Sendable {
  /// An index into ``EffectiveMesh/destinationRules``.
  package var rule: Int
  package var tls: ClientTLS
  /// The host of the first server.
  package var host: String
  /// Indexes into ``EffectiveMesh/workloads``, in ascending order; never empty.
  package var servers: [Int]
}

extension EffectiveMesh {
  /// ISTIO_MUTUAL settings in force whose `subjectAltNames` leave out servers that would otherwise take the mutual TLS.
  package func identityMismatches() -> [RuledServers] {
    guard destinationRules.contains(where: { $0.everyTLS.contains { !$0.subjectAltNames.isEmpty } }) else { return [] }
    return ruledServers { connection, end, workload in
      guard let tls = connection.choice.cluster?.tls, tls.mode == .ISTIO_MUTUAL, !tls.subjectAltNames.isEmpty,
        end.outcome == .mtls, proxies[workload].presence == .sidecar
      else { return false }
      return !tls.subjectAltNames.contains { isIdentity($0.value, of: workload) }
    }
  }

  /// SIMPLE and MUTUAL settings in force for hosts of ambient workloads, to which proxies tunnel whatever they send.
  package func settingsInsideHBONE() -> [RuledServers] {
    guard proxies.contains(where: { $0.presence == .ambient }) else { return [] }
    return ruledServers { connection, _, workload in
      (connection.transport == .simple || connection.transport == .mutual) && proxies[workload].presence == .ambient
    }
  }

  /// The SPIFFE ID that the proxy of a workload shows.
  package func identity(of workload: Int) -> String {
    "spiffe://\(principal(of: workload))"
  }

  private func identityPath(of workload: Int) -> String {
    "/ns/\(workloads[workload].namespace)/sa/\(workloads[workload].serviceAccountName)"
  }

  private func isIdentity(_ name: String, of workload: Int) -> Bool {
    let path = identityPath(of: workload)
    // The default trust domain may only be one that the input does not tell.
    let isTrustDomainKnown =
      settings.trustDomain.origin != nil || options.trustDomain != nil || options.meshConfig?.trustDomain != nil
    guard isTrustDomainKnown else { return name.hasPrefix("spiffe://") && name.hasSuffix(path) }
    return settings.trustDomains.contains { "spiffe://\($0)\(path)" == name }
  }

  /// The settings of DestinationRules that decide about a connection which `isMeant`, each with its servers.
  private func ruledServers(_ isMeant: (Connection, EndpointOutcome, Int) -> Bool) -> [RuledServers] {
    var found: [SourceSpan: RuledServers] = [:]
    for (index, service) in services.enumerated() where !service.isAlias {
      // Clients inside and outside a namespace often see the same rule.
      var known: [Int] = []
      for group in clientGroups(of: index) {
        guard let rule = group.rule, rule.hasTLS, rule.rules != known else { continue }
        known = rule.rules
        for connection in connections(to: index, under: rule) {
          guard let written = connection.choice.cluster else { continue }
          for end in connection.endpoints {
            guard case .workload(let workload) = end.endpoint.target, isMeant(connection, end, workload) else {
              continue
            }
            found[
              written.tls.span,
              default: RuledServers(rule: written.rule, tls: written.tls, host: service.hostname, servers: [])
            ].servers.append(workload)
          }
        }
      }
    }
    return found.values.sorted { $0.tls.span < $1.tls.span }.map { settings in
      var settings = settings
      settings.servers = Set(settings.servers).sorted()
      return settings
    }
  }
}
