import MeshModel

/// The hosts that a Sidecar lets the proxies of a namespace see (`pilot/pkg/model/sidecar.go`).
package struct SidecarScope: Sendable {
  /// The Sidecar, as an index into ``Mesh/sidecars``.
  package var sidecar: Int
  package var namespace: String
  /// The visible services as indexes into ``ServiceRegistry/services``, each with the ports that are visible, or nil
  /// for all of them.
  package var services: [Int: Set<Int>?]
  /// The workloads with a sidecar that see no more than this.
  package var clients: [Int] = []
}

/// Finds the Sidecar of each workload and what it lets see.
struct SidecarResolver {
  /// `egress` of one listener: host patterns by namespace, `*` for all namespaces.
  private struct Imports {
    var hosts: [String: [String]] = [:]
    var excluded: [String: [String]] = [:]
    var port: Int?
  }

  private let mesh: Mesh
  private let services: [MeshService]
  private let settings: MeshSettings
  private let servicesByNamespace: [String: [Int]]
  private let servicesByHost: [String: [Int]]
  /// Those with a selector first, then by age.
  private let byNamespace: [String: [Int]]
  private let rootDefault: Int?

  init(_ mesh: Mesh, services: [MeshService], settings: MeshSettings) {
    self.mesh = mesh
    self.services = services
    self.settings = settings
    let order = mesh.sidecars.indices.sorted { one, other in
      let (left, right) = (mesh.sidecars[one], mesh.sidecars[other])
      let (first, second) = (left.workloadSelector != nil, right.workloadSelector != nil)
      return first == second ? Metadata.isOlder(left.metadata, right.metadata) : first
    }
    byNamespace = Dictionary(grouping: order) { mesh.sidecars[$0].namespace }
    rootDefault = order.first {
      mesh.sidecars[$0].namespace == settings.rootNamespace.value && mesh.sidecars[$0].workloadSelector == nil
    }
    servicesByNamespace = Dictionary(grouping: services.indices) { services[$0].namespace }
    servicesByHost = Dictionary(grouping: services.indices) { services[$0].hostname }
  }

  /// The scopes of the clients that do not see everything.
  func scopes(clientsByNamespace: [String: [Int]]) -> [SidecarScope] {
    guard !mesh.sidecars.isEmpty else { return [] }
    return clientsByNamespace.keys.sorted().flatMap { namespace -> [SidecarScope] in
      let clients = Dictionary(grouping: clientsByNamespace[namespace] ?? []) { client in
        sidecar(namespace: namespace, labels: mesh.workloads[client].podLabels)
      }
      return clients.compactMap { sidecar, clients in
        guard let sidecar, var scope = scope(of: sidecar, in: namespace) else { return nil }
        scope.clients = clients
        return scope
      }.sorted { $0.clients[0] < $1.clients[0] }
    }
  }

  /// The Sidecar of each of some workloads, as an index into ``Mesh/sidecars``, where it names the ports on which the
  /// proxy takes connections.
  func sidecarsWithIngress(of workloads: [Int]) -> [Int: Int] {
    guard mesh.sidecars.contains(where: { !$0.ingress.isEmpty }) else { return [:] }
    return workloads.reduce(into: [:]) { found, index in
      let workload = mesh.workloads[index]
      guard let sidecar = sidecar(namespace: workload.namespace, labels: workload.podLabels),
        !mesh.sidecars[sidecar].ingress.isEmpty
      else { return }
      found[index] = sidecar
    }
  }

  private func sidecar(namespace: String, labels: LocatedMap) -> Int? {
    guard let own = byNamespace[namespace] else { return rootDefault }
    return own.first { mesh.sidecars[$0].workloadSelector.map { labels.satisfies($0.labels) } ?? true } ?? rootDefault
  }

  /// The Sidecars, as indexes into ``Mesh/sidecars``, of which one holds for each workload of a namespace that has some
  /// labels, whatever its other labels; nil where there may be a workload that none holds for.
  func candidates(namespace: String, labels: LocatedMap) -> [Int]? {
    var found: [Int] = []
    for index in byNamespace[namespace] ?? [] {
      let wanted = mesh.sidecars[index].workloadSelector?.labels ?? LocatedMap()
      if labels.satisfies(wanted) { return found + [index] }
      let isElsewhere = wanted.entries.contains { entry in
        labels[entry.key.value].map { $0.value != entry.value.value } ?? false
      }
      if !isElsewhere { found.append(index) }
    }
    return rootDefault.map { found + [$0] }
  }

  /// What a Sidecar lets the proxies of a namespace see; nil where that is everything.
  func scope(of sidecar: Int, in namespace: String) -> SidecarScope? {
    guard let egress = mesh.sidecars[sidecar].egress else { return nil }
    var visible: [Int: Set<Int>?] = [:]
    for listener in egress {
      let imports = imports(of: listener, in: namespace)
      if imports.port == nil, imports.excluded.isEmpty, imports.hosts["*"]?.contains("*") ?? false { return nil }
      for service in imported(by: imports) { add(service, port: imports.port, to: &visible) }
      for (service, ports) in routed(by: imports, from: namespace) {
        for port in ports { add(service, port: imports.port ?? port, to: &visible) }
      }
    }
    return SidecarScope(
      sidecar: sidecar, namespace: namespace, services: visible.filter { services[$0.key].isExported(to: namespace) })
  }

  private func add(_ service: Int, port: Int?, to visible: inout [Int: Set<Int>?]) {
    guard let port else { return visible[service] = .some(nil) }
    guard services[service].ports.contains(where: { $0.number == port }) else { return }
    if let known = visible[service] {
      if let ports = known { visible[service] = ports.union([port]) }
    } else {
      visible[service] = [port]
    }
  }

  private func imports(of listener: Sidecar.Egress, in namespace: String) -> Imports {
    // A listener that is an HTTP proxy takes requests for every port.
    let isProxy = listener.protocolName.map { PortProtocol(parsing: $0.value) == .httpProxy } ?? false
    var imports = Imports(port: isProxy ? nil : listener.port?.value)
    for entry in listener.hosts.compactMap({ EgressHost($0.value, in: namespace) }) {
      if entry.isExcluded {
        imports.excluded[entry.namespace, default: []].append(entry.host)
      } else {
        imports.hosts[entry.namespace, default: []].append(entry.host)
      }
    }
    return imports
  }

  /// The services that a listener names. Looks only at the namespaces that it names.
  private func imported(by imports: Imports) -> [Int] {
    imports.hosts.flatMap { namespace, patterns -> [Int] in
      let candidates = namespace == "*" ? Array(services.indices) : servicesByNamespace[namespace] ?? []
      return candidates.filter { index in
        let host = services[index].hostname
        return patterns.contains { HostPattern.covers($0, host) }
          && !isExcluded(host, services[index].namespace, imports)
      }
    }
  }

  private func isExcluded(_ host: String, _ namespace: String, _ imports: Imports) -> Bool {
    ["*", namespace].contains { owner in imports.excluded[owner]?.contains { HostPattern.covers($0, host) } ?? false }
  }

  /// The destinations of the VirtualServices that a listener names, with the ports they name (nil for all).
  private func routed(by imports: Imports, from namespace: String) -> [(service: Int, ports: Set<Int?>)] {
    mesh.virtualServices.flatMap { route -> [(service: Int, ports: Set<Int?>)] in
      guard route.isForMesh, isExported(route, to: namespace) else { return [] }
      let patterns = (imports.hosts[route.namespace] ?? []) + (imports.hosts["*"] ?? [])
      let isNamed = route.hosts.contains { host in
        let name = settings.fullName(host.value, in: route.namespace)
        return patterns.contains { HostPattern.overlap($0, name) }
          && !isExcluded(name, route.namespace, imports)
      }
      guard isNamed else { return [] }
      return Dictionary(grouping: route.destinations) { settings.fullName($0.host.value, in: route.namespace) }
        .compactMap { host, destinations in
          let candidates = servicesByHost[host] ?? []
          let service = candidates.first { services[$0].namespace == namespace } ?? candidates.first
          return service.map { ($0, Set(destinations.map { $0.port?.value })) }
        }
    }
  }

  private func isExported(_ route: VirtualService, to namespace: String) -> Bool {
    let exportTo = route.exportTo.isEmpty ? settings.defaultVirtualServiceExportTo.value : route.exportTo.map(\.value)
    return exportTo.contains("*") || exportTo.contains(namespace)
      || (exportTo.contains(".") && route.namespace == namespace)
  }
}
