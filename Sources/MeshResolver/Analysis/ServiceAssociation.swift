package import MeshModel

/// A Deployment whose Services disagree about one of its ports.
package struct ServiceDisagreement: Sendable {
  /// The port of a Service.
  package struct Port: Sendable {
    package var service: Service
    package var port: ServicePort
  }

  package enum Kind: Sendable {
    /// Several Services have the same port, with different transport protocols.
    case transports(port: Int)
    /// Different ports lead to the same target, the number or name `target`.
    case target(String)
  }

  package var workload: Workload
  package var kind: Kind
  /// The ports that disagree, by number, then by the name of their Service. Of those that lead to the same target, one
  /// for each number.
  package var ports: [Port]
}

extension EffectiveMesh {
  /// Where the Services of a Deployment disagree (`analyzers/deployment/services.go`): Deployments with a sidecar by
  /// Istio's own reckoning, other kinds of workload left out. Named target ports are compared by their names.
  package func serviceDisagreements() -> [ServiceDisagreement] { shared.serviceDisagreements(findServiceDisagreements) }

  private func findServiceDisagreements() -> [ServiceDisagreement] {
    var selecting: [Int: [Int]] = [:]
    for service in registry.services.indices where !registry.services[service].isOfEntry {
      for workload in registry.backends(of: service) { selecting[workload, default: []].append(service) }
    }
    // Many Deployments may have the same Services.
    var known: [[Int]: [(ServiceDisagreement.Kind, [ServiceDisagreement.Port])]] = [:]
    var found: [ServiceDisagreement] = []
    for (index, workload) in workloads.enumerated() {
      guard let services = selecting[index],
        services.count > 1 || registry.services[services[0]].ports.count > 1,
        workload.metadata.kind.value == "Deployment",
        !workload.metadata.isHiddenFromAnalyzers,
        workload.metadata.gatewayController != "istio.io-mesh-controller", countsAsInjected(workload)
      else { continue }
      let disagreements = known[services] ?? Self.disagreements(among: ports(of: services))
      known[services] = disagreements
      found += disagreements.map { ServiceDisagreement(workload: workload, kind: $0, ports: $1) }
    }
    return found
  }

  /// The ports of the Kubernetes Services among some services, by number, then by the name of their Service.
  private func ports(of services: [Int]) -> [ServiceDisagreement.Port] {
    services.flatMap { index -> [ServiceDisagreement.Port] in
      guard case .service(let position) = registry.services[index].origin else { return [] }
      let service = mesh.services[position]
      return service.ports.map { ServiceDisagreement.Port(service: service, port: $0) }
    }.sorted { ($0.port.number.value, $0.service.name) < ($1.port.number.value, $1.service.name) }
  }

  private static func disagreements(
    among ports: [ServiceDisagreement.Port]
  ) -> [(ServiceDisagreement.Kind, [ServiceDisagreement.Port])] {
    let byNumber = Dictionary(grouping: ports) { $0.port.number.value }
      .filter { Set($0.value.map(\.port.transport)).count > 1 && Set($0.value.map(\.service.name)).count > 1 }
    let byTarget = Dictionary(grouping: ports) { port in
      port.port.targetPort.flatMap { ["", "0"].contains($0.value) ? nil : $0.value } ?? String(port.port.number.value)
    }.mapValues { ports in
      var seen: Set<Int> = []
      return ports.filter { seen.insert($0.port.number.value).inserted }
    }.filter { $0.value.count > 1 }
    return byNumber.sorted { $0.key < $1.key }.map { (.transports(port: $0), $1) }
      + byTarget.sorted { $0.key < $1.key }.map { (.target($0), $1) }
  }
}
