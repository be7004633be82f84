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
  /// The ports that disagree, by number, then by the name of their Service.
  package var ports: [Port]
}

extension EffectiveMesh {
  /// Where the Services of a Deployment disagree (`analyzers/deployment/services.go`): Deployments with a sidecar by
  /// Istio's own reckoning, other kinds of workload left out. Named target ports are compared by their names.
  package func serviceDisagreements() -> [ServiceDisagreement] {
    var services: [Int: [Service]] = [:]
    for (index, service) in registry.services.enumerated() {
      guard case .service(let position) = service.origin else { continue }
      for workload in registry.backends(of: index) { services[workload, default: []].append(mesh.services[position]) }
    }
    var found: [ServiceDisagreement] = []
    for (index, workload) in workloads.enumerated() {
      guard let selecting = services[index], selecting.count > 1 || selecting[0].ports.count > 1,
        workload.metadata.kind.value == "Deployment",
        !workload.metadata.isHiddenFromAnalyzers, workload.metadata.gatewayController != "istio.io-mesh-controller",
        hasSidecarForAnalyzers(workload)
      else { continue }
      let ports = selecting.flatMap { service in
        service.ports.map { ServiceDisagreement.Port(service: service, port: $0) }
      }.sorted { ($0.port.number.value, $0.service.name) < ($1.port.number.value, $1.service.name) }
      found += Self.disagreements(about: workload, ports)
    }
    return found
  }

  private static func disagreements(
    about workload: Workload, _ ports: [ServiceDisagreement.Port]
  ) -> [ServiceDisagreement] {
    let byNumber = Dictionary(grouping: ports) { $0.port.number.value }
      .filter { Set($0.value.map(\.port.transport)).count > 1 && Set($0.value.map(\.service.name)).count > 1 }
    let byTarget = Dictionary(grouping: ports) { port in
      port.port.targetPort.flatMap { ["", "0"].contains($0.value) ? nil : $0.value } ?? String(port.port.number.value)
    }.filter { Set($0.value.map(\.port.number.value)).count > 1 }
    return byNumber.sorted { $0.key < $1.key }.map { number, ports in
      ServiceDisagreement(workload: workload, kind: .transports(port: number), ports: ports)
    }
      + byTarget.sorted { $0.key < $1.key }.map { target, ports in
        ServiceDisagreement(workload: workload, kind: .target(target), ports: ports)
      }
  }
}
