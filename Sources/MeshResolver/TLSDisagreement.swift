package import MeshModel

/// A DestinationRule of a client namespace that gives its clients other TLS than the rule that the namespace of the
/// service, or the root namespace, exports to everybody else.
package struct TLSDisagreement: Sendable {
  /// One port of a service for which the two differ.
  package struct Case: Sendable {
    package var host: String
    package var port: Int
    /// What clients of the rule's namespace send; ``Transport/autoMTLS`` where it differs from endpoint to endpoint.
    package var sent: Transport
    /// What the others send.
    package var sentByOthers: Transport
    /// Where each of it is written; nil where no TLS settings decide.
    package var tls: ClientTLS?
    package var tlsOfOthers: ClientTLS?
    var isRefused: Bool
  }

  /// The rule of the client namespace, as an index into ``EffectiveMesh/destinationRules``.
  package var rule: Int
  /// The rule of the others.
  package var other: Int
  package var clientNamespace: String
  /// Never empty; by host and port.
  package var cases: [Case]

  /// Whether a server refuses what one of the two sends, which a ``TLSConflict`` tells.
  package var isRefused: Bool { cases.contains(where: \.isRefused) }
}

extension EffectiveMesh {
  /// The rules of client namespaces that disagree about TLS with what everybody else gets, for hosts inside the mesh.
  package func tlsDisagreements() -> [TLSDisagreement] {
    guard destinationRules.contains(where: { !$0.everyTLS.isEmpty }) else { return [] }
    struct Key: Hashable {
      var rule: Int
      var other: Int
    }
    var found: [Key: TLSDisagreement] = [:]
    for (index, service) in services.enumerated() where !service.isAlias && !service.isExternal {
      let foreign = destinationRuleIndex.foreignRules(for: service)
      guard !foreign.isEmpty else { continue }
      let own = destinationRuleIndex.namespacesWithOwnRules(for: service.hostname)
        .subtracting([service.namespace, settings.rootNamespace.value])
      for namespace in own.sorted() where clientsByNamespace[namespace] != nil && service.isExported(to: namespace) {
        guard
          let rule = destinationRuleIndex.ownRules(for: service.hostname, in: namespace)?.last(where: {
            $0.selector == nil
          }),
          let other = foreign.lazy.compactMap({ $0.last { $0.selector == nil && $0.isExported(to: namespace) } }).first,
          rule.hasTLS || other.hasTLS
        else { continue }
        let cases = differences(rule, other, service: index)
        guard let one = rule.rules.first, let two = other.rules.first, !cases.isEmpty else { continue }
        let key = Key(rule: one, other: two)
        found[key, default: TLSDisagreement(rule: one, other: two, clientNamespace: namespace, cases: [])].cases +=
          cases
      }
    }
    return found.values.sorted { ($0.rule, $0.other) < ($1.rule, $1.other) }
  }

  private func differences(_ rule: ConsolidatedRule, _ other: ConsolidatedRule, service: Int) -> [TLSDisagreement.Case]
  {
    services[service].ports.filter { $0.portProtocol != .udp }.compactMap { port in
      let (one, two) = (
        connection(to: service, port: port, under: rule), connection(to: service, port: port, under: other)
      )
      guard one.isKnown, two.isKnown, one.endpoints.map(\.sent) != two.endpoints.map(\.sent) else { return nil }
      return TLSDisagreement.Case(
        host: services[service].hostname, port: port.number, sent: one.sent, sentByOthers: two.sent,
        tls: one.decisive?.tls, tlsOfOthers: two.decisive?.tls, isRefused: one.isRefused || two.isRefused)
    }
  }
}

extension Connection {
  /// Whether it is sure what every endpoint is sent; false where there are no endpoints.
  fileprivate var isKnown: Bool { !endpoints.isEmpty && endpoints.allSatisfy { $0.sent != nil } }

  /// What every endpoint is sent, if it is the same.
  fileprivate var sent: Transport {
    let all = Set(endpoints.compactMap(\.sent))
    return all.count == 1 ? all.first ?? transport : transport
  }
}
