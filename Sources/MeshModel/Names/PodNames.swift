extension NameCheck {
  /// The labels that a workload gives its pods, and the names in them.
  mutating func check(_ workload: Workload) {
    if workload.metadata.kind.value != "Pod" { check(labels: workload.podLabels, "label") }
    for container in workload.pod.containers + workload.pod.initContainers {
      if let name = container.name { check(name, .label) { "name of a container" } }
      for port in container.ports {
        if let name = port.name { check(name, .portName) { "name of a container port" } }
      }
    }
  }

  /// The selector and the ports of a Service.
  mutating func check(_ service: Service) {
    check(labels: service.selector, "selector")
    for port in service.ports {
      if let name = port.name { check(name, .label) { "name of a Service port" } }
    }
  }
}
