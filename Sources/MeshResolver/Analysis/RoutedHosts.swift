package import Diagnostics
package import MeshModel

/// A destination of a VirtualService that names a host.
private struct Routed {
  var virtualService: VirtualService
  var destination: VirtualService.Destination
  var isMirror: Bool
  /// The place whose line Istio prints; nil in `mirrors`, where it looks at a path that does not exist.
  var line: SourceSpan?

  static func all(in virtualServices: [VirtualService]) -> [Routed] {
    virtualServices.flatMap { virtualService in
      virtualService.routes.flatMap { route -> [Routed] in
        route.destinations.map { Routed(virtualService, $0) }
          + (route.mirror.map { [Routed(virtualService, $0, isMirror: true)] } ?? [])
          + route.mirrors.map { Routed(virtualService, $0, isMirror: true, hasLine: false) }
      }
    }.filter { !$0.destination.host.value.isEmpty }
  }

  private init(
    _ virtualService: VirtualService, _ destination: VirtualService.Destination, isMirror: Bool = false,
    hasLine: Bool = true
  ) {
    self.virtualService = virtualService
    self.destination = destination
    self.isMirror = isMirror
    line = hasLine ? destination.host.span : nil
  }

  func host(_ hosts: VisibleHosts) -> VisibleHosts.Host? {
    hosts.host(destination.host.value, in: virtualService.namespace, exportTo: virtualService.exportTo)
  }
}

extension EffectiveMesh {
  /// The hosts, and the ports of hosts, that VirtualServices route to and that do not exist
  /// (`pkg/config/analysis/analyzers/virtualservice/destinationhosts.go`).
  ///
  /// Destinations without a host, which the webhook refuses, are left out.
  func missingRouteHosts() -> MissingReferences {
    var references = MissingReferences()
    let destinations = Routed.all(in: analyzed(written.virtualServices))
    guard !destinations.isEmpty else { return references }
    let hosts = visibleHosts
    var search = HostSearch(self)
    for routed in destinations {
      let (source, destination) = (routed.virtualService, routed.destination)
      guard let host = routed.host(hosts) else {
        if let needs = search.needs(toMiss: destination.host.value, in: source.namespace) {
          references.unjudged.append(needs)
        } else {
          references.found.append(
            MissingReference(
              routed.isMirror ? "mirror host" : "host", destination.host.value, of: source, at: destination.host.span,
              istioctlSpan: routed.line,
              suggestion: search.hostMeant(by: destination.host.value, in: source.namespace),
              declared: search.declaration(of: destination.host.value, in: source.namespace)))
        }
        continue
      }
      guard let port = destination.port, !hosts.mayHave(port: port.value, of: host) else { continue }
      references.found.append(
        MissingReference(
          "host:port", "\(destination.host.value):\(port.value)", of: source, at: port.span,
          istioctlSpan: routed.line, suggestion: portMeant(port.value, of: host).map(String.init)))
    }
    return references
  }

  /// The port of a service whose connections arrive at the port that was named, or the only one that it has.
  private func portMeant(_ target: Int, of host: VisibleHosts.Host) -> Int? {
    guard case .service(let index) = host else { return nil }
    let ports = services[index].ports
    return ports.first { $0.target == String(target) }?.number ?? (ports.count == 1 ? ports.first?.number : nil)
  }

  /// The subsets that VirtualServices route to and that no DestinationRule of the host has
  /// (`pkg/config/analysis/analyzers/virtualservice/destinationrules.go`).
  ///
  /// Unlike for Istio's analyzer, a DestinationRule for a wildcard has subsets for every host that it covers, and one
  /// for a host outside the cluster counts from whatever namespace.
  func missingRouteSubsets() -> MissingReferences {
    var references = MissingReferences()
    let destinations = Routed.all(in: analyzed(written.virtualServices))
    guard destinations.contains(where: { $0.destination.subset != nil }) else { return references }
    var names: [String: Set<String>] = [:]
    for rule in analyzed(written.destinationRules) {
      names[DestinationRuleIndex.hostname(of: rule, settings: settings), default: []]
        .formUnion(rule.subsets.map(\.name.value))
    }
    var declared = HostIndex<Set<String>>()
    for (host, names) in names { declared[host] = names }
    var search = HostSearch(self)
    var suggestions = SuggestionBudget()
    for routed in destinations {
      let (source, destination) = (routed.virtualService, routed.destination)
      guard let subset = destination.subset, !subset.value.isEmpty else { continue }
      let host = settings.fullName(destination.host.value, in: source.namespace)
      let own = declared[host]
      guard own?.contains(subset.value) != true, declared.wildcard(for: host)?.contains(subset.value) != true else {
        continue
      }
      guard own != nil || describesRules(for: host, from: source.namespace, &search) else {
        references.unjudged.append("the DestinationRules of the mesh, to know which subsets exist")
        continue
      }
      let meant = own.flatMap { suggestions.take() ? closest(to: subset.value, of: $0.sorted()) : nil }
      references.found.append(
        MissingReference(
          "\(routed.isMirror ? "mirror" : "host")+subset in destinationrule",
          "\(destination.host.value)+\(subset.value)", of: source, at: subset.span, istioctlSpan: routed.line,
          suggestion: meant))
    }
    return references
  }

  /// Whether the input holds the DestinationRules that routes from a namespace to a host can use: those of the two
  /// namespaces.
  private func describesRules(for host: String, from namespace: String, _ search: inout HostSearch) -> Bool {
    guard !options.isComplete else { return true }
    return self.namespace(ofHost: host).map { search.describesHosts(of: $0) } ?? false
      && search.describesHosts(of: namespace)
  }
}

/// A route that names no port of a host which has several.
package struct AmbiguousDestination: Sendable {
  package var virtualService: VirtualService
  package var host: Located<String>
  /// The ports of the host, in the order in which it declares them.
  package var ports: [Int]
  /// The place whose line Istio prints.
  package var istioctlSpan: SourceSpan?
}

extension EffectiveMesh {
  /// The destinations of VirtualServices that leave the port of a host with several ports open
  /// (`pkg/config/analysis/analyzers/virtualservice/destinationhosts.go` checkServiceEntryPorts).
  package func ambiguousDestinations() -> [AmbiguousDestination] {
    let destinations = Routed.all(in: analyzed(written.virtualServices)).filter { $0.destination.port == nil }
    guard !destinations.isEmpty else { return [] }
    let hosts = visibleHosts
    return destinations.compactMap { routed in
      guard let host = routed.host(hosts), let ports = hosts.ports(of: host), ports.count > 1 else { return nil }
      return AmbiguousDestination(
        virtualService: routed.virtualService, host: routed.destination.host, ports: ports, istioctlSpan: routed.line)
    }
  }
}
