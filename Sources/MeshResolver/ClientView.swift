package import MeshModel

/// Client workloads that see the mesh alike: of one namespace, chosen by the same DestinationRules with a selector and
/// by the same Sidecar.
package struct ClientView: Sendable {
  package var namespace: String
  /// The clients, as indexes into ``EffectiveMesh/workloads``, in the order of the input.
  package var clients: [Int]
  /// The labels of one of them.
  package var labels: LocatedMap
  /// The Sidecar's scope, as an index into ``EffectiveMesh/sidecarScopes``; nil where the clients see everything.
  package var scope: Int?
}

/// What tells the views of one namespace apart.
private struct ViewKey: Hashable {
  var rules: [Int]
  var excludedPorts: String
  var scope: Int?
}

extension EffectiveMesh {
  /// The distinct views of the workloads that have a sidecar, by namespace.
  package func clientViews() -> [ClientView] {
    clientsByNamespace.keys.sorted().flatMap { namespace -> [ClientView] in
      var views: [ViewKey: ClientView] = [:]
      for client in clientsByNamespace[namespace] ?? [] {
        let labels = workloads[client].podLabels
        let key = ViewKey(
          rules: destinationRuleIndex.selecting(namespace: namespace, labels: labels),
          excludedPorts: captures[client]?.outboundText ?? "", scope: scopesByClient[client])
        let empty = ClientView(namespace: namespace, clients: [], labels: labels, scope: scopesByClient[client])
        views[key, default: empty].clients.append(client)
      }
      return views.values.sorted { $0.clients[0] < $1.clients[0] }
    }
  }

  /// The services that a view sees, as indexes into ``ServiceRegistry/services``: of several with one hostname, the one
  /// that Istio prefers.
  package func visibleServices(from view: ClientView) -> [Int] {
    let scope = view.scope.map { sidecarScopes[$0] }
    func isVisible(_ index: Int) -> Bool {
      !services[index].isAlias && services[index].isExported(to: view.namespace)
        && (scope.map { $0.services[index] != nil } ?? true)
    }
    return services.indices.filter { index in
      guard isVisible(index) else { return false }
      let rivals = registry.named(services[index].hostname)
      return rivals.count == 1 || rivals.first(where: isVisible) == index
    }
  }

  /// Everything that a view can call, service by service: each port, and each subset of the rule in force.
  package func connections(from view: ClientView, to service: Int) -> [Connection] {
    let ports = view.scope.flatMap { sidecarScopes[$0].services[service] ?? nil }
    return connections(to: service, under: rule(for: service, from: view), from: view.clients.first, ports: ports)
  }

  /// What the groups of a service's clients can call that are wanted. Neighbouring groups often see the same rule, for
  /// which the connections are worked out once.
  func connections(
    to service: Int, fromGroups isWanted: (ClientGroup) -> Bool
  ) -> [(group: ClientGroup, connections: [Connection])] {
    var found: [(group: ClientGroup, connections: [Connection])] = []
    for group in clientGroups(of: service) where isWanted(group) {
      let known = found.last.flatMap { $0.group.rule?.rules == group.rule?.rules ? $0.connections : nil }
      found.append((group, known ?? connections(to: service, under: group.rule)))
    }
    return found
  }

  /// A connection for each port of a service that is not UDP, and for each subset of the rule.
  ///
  /// A host that is resolved by DNS has no cluster where it has no endpoint
  /// (`pilot/pkg/networking/core/cluster_builder.go` buildCluster).
  ///
  /// `client`: One of the clients, whose annotations may keep ports away from its proxy. `ports`: The only ports that
  /// the clients see; nil for all.
  package func connections(
    to service: Int, under rule: ConsolidatedRule?, from client: Int? = nil, ports: Set<Int>? = nil
  ) -> [Connection] {
    let capture = client.flatMap { captures[$0] }
    let needsEndpoints = if case .dns = services[service].resolution { true } else { false }
    return services[service].ports.filter { port in
      port.portProtocol != .udp && ports?.contains(port.number) ?? true
    }.flatMap { port in
      let exclusion = capture?.outboundExclusion(of: port.number)
      // What goes past the proxy knows no subsets.
      let subsets = exclusion == nil ? (rule?.subsets ?? []).map { Optional($0.subset.name.value) } : []
      return ([nil] + subsets).map { subset in
        connection(to: service, port: port, subset: subset, under: rule, excludedBy: exclusion)
      }
    }.filter { !needsEndpoints || !$0.endpoints.isEmpty }
  }
}
