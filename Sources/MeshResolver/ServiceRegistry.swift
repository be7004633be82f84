package import MeshModel

/// The hosts of the mesh and their endpoints. A class, because it is asked often and never changes.
package final class ServiceRegistry: Sendable {
  package let services: [MeshService]
  private let mesh: Mesh
  private let verdicts: [ProxyVerdict]
  /// The workloads behind each service; empty for hosts without selector.
  private let backends: [[Int]]
  private let byHostname: [String: [Int]]
  private let byWorkload: [[Int]]

  init(_ mesh: Mesh, settings: MeshSettings, verdicts: [ProxyVerdict]) {
    self.mesh = mesh
    self.verdicts = verdicts
    let defaultExportTo = Set(settings.defaultServiceExportTo.value)
    var services = mesh.services.enumerated().map { index, service in
      MeshService(service, index: index, settings: settings, defaultExportTo: defaultExportTo)
    }
    for (index, entry) in mesh.serviceEntries.enumerated() {
      services += entry.hosts.map { host in
        MeshService(entry, host: host.value, index: index, defaultExportTo: defaultExportTo)
      }
    }
    self.services = services
    let backends = services.map { service -> [Int] in
      switch service.origin {
      case .service(let index):
        let selector = mesh.services[index].selector
        return selector.isEmpty ? [] : mesh.workloads(in: service.namespace, matching: selector)
      case .serviceEntry(let index):
        guard let selector = mesh.serviceEntries[index].workloadSelector else { return [] }
        return mesh.workloads(in: service.namespace, matching: selector.labels)
      }
    }
    self.backends = backends
    var byHostname: [String: [Int]] = [:]
    var byWorkload = [[Int]](repeating: [], count: mesh.workloads.count)
    byHostname.reserveCapacity(services.count)
    for index in services.indices {
      byHostname[services[index].hostname, default: []].append(index)
      // A service none of whose ports leads to the pods has no endpoints there.
      for workload in backends[index]
      where services[index].ports.contains(where: { Self.workloadPort($0, of: mesh.workloads[workload]) != nil }) {
        byWorkload[workload].append(index)
      }
    }
    for (hostname, rivals) in byHostname where rivals.count > 1 {
      byHostname[hostname] = rivals.sorted { one, other in
        switch (services[one].origin, services[other].origin) {
        case (.service, .serviceEntry): true
        case (.serviceEntry, .service): false
        default: Metadata.isOlder(services[one].metadata, services[other].metadata)
        }
      }
    }
    self.byHostname = byHostname
    self.byWorkload = byWorkload
  }

  /// The services of that hostname, as indexes into ``services``, the one that counts first: Kubernetes' own before
  /// ServiceEntries, then the oldest (`pilot/pkg/model/sidecar.go`).
  package func named(_ hostname: String) -> [Int] { byHostname[hostname] ?? [] }

  /// The service that an `ExternalName` stands for, chains of them followed; nil where the name is no known host, or
  /// the chain is a loop (`pilot/pkg/model/push_context.go` resolveServiceAliases).
  package func target(ofAlias service: Int) -> Int? {
    var seen: Set<Int> = []
    var current = service
    while case .alias(let name) = services[current].resolution {
      guard seen.insert(current).inserted, let next = named(name).first else { return nil }
      current = next
    }
    return current
  }

  /// The workloads that a service selects, whatever their ports, as indexes into ``Mesh/workloads``.
  package func backends(of service: Int) -> [Int] { backends[service] }

  /// The services that lead to a workload, as indexes into ``services``.
  package func services(of workload: Int) -> [Int] { byWorkload[workload] }

  /// Where connections to a port of a service arrive, optionally only the endpoints of a subset.
  package func endpoints(of service: Int, port: MeshService.Port, subset: LocatedMap? = nil) -> [Endpoint] {
    var found = backends[service].compactMap { workload -> Endpoint? in
      guard let number = workloadPort(port, of: workload) else { return nil }
      let verdict = verdicts[workload]
      return Endpoint(
        target: .workload(workload), port: number, labels: mesh.workloads[workload].podLabels,
        namespace: mesh.workloads[workload].namespace,
        acceptsAutoMTLS: verdict.presence == .unknown ? nil : verdict.acceptsAutoMTLS)
    }
    switch services[service].origin {
    case .serviceEntry(let index): found += addresses(of: mesh.serviceEntries[index], services[service], port)
    case .service(let index): found += virtualMachines(behind: mesh.services[index], services[service], port)
    }
    guard let subset else { return found }
    return found.filter { $0.labels.satisfies(subset) }
  }

  /// The workload port behind a service port; nil where the pods have no port of that name.
  package func workloadPort(_ port: MeshService.Port, of workload: Int) -> Int? {
    Self.workloadPort(port, of: mesh.workloads[workload])
  }

  private static func workloadPort(_ port: MeshService.Port, of workload: Workload) -> Int? {
    // A container port with the name of a ServiceEntry's port counts before `targetPort`
    // (`pilot/pkg/serviceregistry/serviceentry/conversion.go` convertWorkloadInstanceToServiceInstance).
    if port.isOfEntry, let own = containerPort(port.name, transport: "TCP", of: workload) { return own }
    return Int(port.target) ?? containerPort(port.target, transport: port.transport, of: workload)
  }

  private static func containerPort(_ name: String?, transport: String, of workload: Workload) -> Int? {
    guard let name else { return nil }
    return workload.pod.servingContainers.lazy.flatMap(\.ports).first {
      $0.name?.value == name && $0.transport == transport
    }?.number.value
  }

  // MARK: Addresses

  private func endpoint(
    _ workload: WorkloadAddress, _ service: MeshService, _ port: MeshService.Port
  ) -> Endpoint? {
    guard let address = workload.address else { return nil }
    // A name instead of an address counts only where the host is resolved by DNS.
    if case .endpoints = service.resolution, Syntax.address(address.value) == nil, !address.value.hasPrefix("unix://") {
      return nil
    }
    let own = workload.ports.first { $0.name.value == port.name }?.number.value
    guard let number = own ?? Int(port.target) ?? (port.isOfEntry ? port.number : nil) else { return nil }
    return Endpoint(
      target: .address(address.value), port: number, labels: workload.labels, namespace: service.namespace,
      acceptsAutoMTLS: workload.acceptsAutoMTLS)
  }

  private func addresses(of entry: ServiceEntry, _ service: MeshService, _ port: MeshService.Port) -> [Endpoint] {
    if let selector = entry.workloadSelector {
      return virtualMachines(in: service.namespace, matching: selector.labels).compactMap {
        endpoint($0, service, port)
      }
    }
    if !entry.endpoints.isEmpty { return entry.endpoints.compactMap { endpoint($0, service, port) } }
    guard case .dns = service.resolution else { return [] }
    return [
      Endpoint(
        target: .address(service.hostname), port: Int(port.target) ?? port.number, labels: LocatedMap(),
        namespace: service.namespace, acceptsAutoMTLS: false)
    ]
  }

  /// WorkloadEntries that a Service selects like pods (`pilot/pkg/serviceregistry/kube/controller/controller.go`
  /// serviceInstanceFromWorkloadInstance).
  private func virtualMachines(
    behind service: Service, _ meshService: MeshService, _ port: MeshService.Port
  ) -> [Endpoint] {
    guard !mesh.workloadEntries.isEmpty, !service.selector.isEmpty else { return [] }
    return virtualMachines(in: service.namespace, matching: service.selector)
      .compactMap { endpoint($0, meshService, port) }
  }

  private func virtualMachines(in namespace: String, matching labels: LocatedMap) -> [WorkloadAddress] {
    mesh.workloadEntries.filter { $0.namespace == namespace && $0.workload.labels.satisfies(labels) }.map(\.workload)
  }
}

extension WorkloadAddress {
  /// ``Endpoint/acceptsAutoMTLS`` of the address (`pilot/pkg/serviceregistry/serviceentry/conversion.go`
  /// getTLSModeFromWorkloadEntry).
  var acceptsAutoMTLS: Bool {
    labels["security.istio.io/tlsMode"].map { $0.value == "istio" } ?? (serviceAccount != nil)
  }
}
