import MeshModel

/// Client workloads for which the same DestinationRule decides about a service.
package struct ClientGroup: Sendable {
  /// The rule in force; nil where none is.
  package var rule: ConsolidatedRule?
  /// The namespace of the clients; nil for all that have no rules of their own.
  package var namespace: String?
  /// How many workloads with a sidecar are in it.
  package var count: Int
  /// Their Sidecar's scope, as an index into ``EffectiveMesh/sidecarScopes``; nil for clients that see everything.
  package var scope: Int?
  /// The only ports of the service that the clients see; nil for all.
  package var ports: Set<Int>?
}

extension EffectiveMesh {
  /// The clients of a service, grouped by the rule that is in force for them.
  ///
  /// Most clients see what the service's own namespace or the root namespace exports, and are one group; only
  /// namespaces with rules of their own for the host, and clients with a Sidecar, are looked at one by one.
  package func clientGroups(of service: Int) -> [ClientGroup] { groups[service] }

  func findClientGroups(of service: Int) -> [ClientGroup] {
    let target = services[service]
    var groups: [ClientGroup] = []
    var handled: Set<String> = []
    var own = destinationRuleIndex.namespacesWithOwnRules(for: target.hostname)
    if openClients[settings.rootNamespace.value] != nil { own.insert(settings.rootNamespace.value) }
    for namespace in own.sorted() {
      guard let clients = openClients[namespace],
        let entries = destinationRuleIndex.ownRules(for: target.hostname, in: namespace)
      else { continue }
      handled.insert(namespace)
      if target.isExported(to: namespace) { groups += group(entries, in: namespace, clients) }
    }
    let foreign = destinationRuleIndex.foreignRules(for: target)
    if target.exportTo.contains("*"), foreign.allSatisfy({ $0.allSatisfy(\.isExportedToAll) }) {
      let count = handled.reduce(openClientCount) { $0 - (openClients[$1]?.count ?? 0) }
      if count > 0 { groups.append(ClientGroup(rule: foreign.first?.last { $0.selector == nil }, count: count)) }
    } else {
      for namespace in openClients.keys.sorted()
      where !handled.contains(namespace) && target.isExported(to: namespace) {
        let entries = destinationRuleIndex.rules(for: target, from: namespace)
        groups += group(entries, in: namespace, openClients[namespace] ?? [])
      }
    }
    for index in scopesByService[service] ?? [] {
      let scope = sidecarScopes[index]
      let entries = destinationRuleIndex.rules(for: target, from: scope.namespace)
      groups += group(entries, in: scope.namespace, scope.clients).map { group in
        var group = group
        group.scope = index
        group.ports = scope.services[service] ?? nil
        return group
      }
    }
    return groups
  }

  private func group(_ entries: [ConsolidatedRule], in namespace: String, _ clients: [Int]) -> [ClientGroup] {
    guard entries.contains(where: { $0.selector != nil }) else {
      return [ClientGroup(rule: entries.last, namespace: namespace, count: clients.count)]
    }
    // Rules that select workloads hold in their own namespace only.
    var counts: [Int?: Int] = [:]
    for client in clients {
      let labels = workloads[client].podLabels
      let rule = DestinationRuleIndex.inForce(entries, namespace: namespace, labels: labels)
      counts[rule?.rules.first, default: 0] += 1
    }
    return counts.sorted { ($0.key ?? -1) < ($1.key ?? -1) }.map { key, count in
      ClientGroup(rule: entries.first { $0.rules.first == key }, namespace: namespace, count: count)
    }
  }
}
