import MeshModel

/// A Service port whose connections arrive at another port of the workload.
package struct PortMapping: Sendable {
  package var service: MeshService
  package var port: MeshService.Port
  package var workloadPort: Int
}

extension EffectiveMesh {
  /// The mapping of a Service's `number` to another port of the workloads, if no workload serves `number` itself.
  package func mapping(of number: Int, on workloads: [Int]) -> PortMapping? {
    var found: PortMapping?
    for workload in workloads {
      if self.workloads[workload].pod.servingContainers.contains(where: { container in
        container.ports.contains { $0.number.value == number }
      }) {
        return nil
      }
      for service in registry.services(of: workload) {
        for port in services[service].ports {
          guard let target = registry.workloadPort(port, of: workload) else { continue }
          if target == number { return nil }
          if port.number == number, found == nil {
            found = PortMapping(service: services[service], port: port, workloadPort: target)
          }
        }
      }
    }
    return found
  }
}

extension EffectiveMesh {
  /// The ports of a workload that its containers declare or its services lead to.
  package func declaredPorts(of workload: Int) -> Set<Int> {
    var ports = Set(workloads[workload].pod.servingContainers.flatMap(\.ports).map(\.number.value))
    for service in registry.services(of: workload) {
      ports.formUnion(services[service].ports.compactMap { registry.workloadPort($0, of: workload) })
    }
    return ports
  }
}
