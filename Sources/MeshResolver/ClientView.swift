package import MeshModel

/// Client workloads that see the mesh alike: of one namespace, chosen by the same DestinationRules with a selector and
/// by the same Sidecar.
package struct ClientView: Sendable {
  package var namespace: String
  /// The clients, as indexes into ``EffectiveMesh/workloads``, in the order of the input.
  package var clients: [Int]
  /// The labels of one of them.
  package var labels: LocatedMap
}

/// What tells the views of one namespace apart.
private struct ViewKey: Hashable {
  var rules: [Int]
  var excludedPorts: String
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
          excludedPorts: captures[client]?.outboundText ?? "")
        views[key, default: ClientView(namespace: namespace, clients: [], labels: labels)].clients.append(client)
      }
      return views.values.sorted { $0.clients[0] < $1.clients[0] }
    }
  }

  /// The services that a view sees, as indexes into ``ServiceRegistry/services``: of several with one hostname, the one
  /// that Istio prefers.
  package func visibleServices(from view: ClientView) -> [Int] {
    services.indices.filter { index in
      let service = services[index]
      guard !service.isAlias, service.isExported(to: view.namespace) else { return false }
      let rivals = registry.named(service.hostname)
      return rivals.count == 1 || rivals.first { services[$0].isExported(to: view.namespace) } == index
    }
  }

  /// Everything that a view can call, service by service: each port, and each subset of the rule in force.
  package func connections(from view: ClientView, to service: Int) -> [Connection] {
    let entries = destinationRuleIndex.rules(for: services[service], from: view.namespace)
    let rule = DestinationRuleIndex.inForce(entries, namespace: view.namespace, labels: view.labels)
    return connections(to: service, under: rule, from: view.clients.first)
  }

  /// A connection for each port of a service that is not UDP, and for each subset of the rule.
  ///
  /// A host that is resolved by DNS has no cluster where it has no endpoint
  /// (`pilot/pkg/networking/core/cluster_builder.go` buildCluster).
  ///
  /// `client`: One of the clients, whose annotations may keep ports away from its proxy.
  package func connections(to service: Int, under rule: ConsolidatedRule?, from client: Int? = nil) -> [Connection] {
    let capture = client.flatMap { captures[$0] }
    let needsEndpoints = if case .dns = services[service].resolution { true } else { false }
    return services[service].ports.filter { $0.portProtocol != .udp }.flatMap { port in
      let exclusion = capture?.outboundExclusion(of: port.number)
      return ([nil] + (rule?.subsets ?? []).map { Optional($0.subset.name.value) }).map { subset in
        connection(to: service, port: port, subset: subset, under: rule, excludedBy: exclusion)
      }
    }.filter { !needsEndpoints || !$0.endpoints.isEmpty }
  }
}
