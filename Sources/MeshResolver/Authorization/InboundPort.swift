import MeshModel

/// How the proxy of a workload reads what arrives at one of its ports.
package enum InboundReading: Sendable {
  /// As requests; what is no HTTP fails.
  case requests
  /// As a connection whose content it does not look at.
  case connection
  /// As requests where the first bytes look like HTTP, else as a connection.
  case detected
}

/// How a port is read, and who says so.
package struct InboundPort: Sendable {
  package var reading: InboundReading
  /// The Service that decides; nil for a port behind none, and where a Sidecar decides.
  package var service: MeshService?
  /// The port of that Service.
  package var port: MeshService.Port?
}

extension EffectiveMesh {
  /// How the sidecar of a workload reads a port (`pilot/pkg/networking/core/listener_inbound.go`
  /// buildInboundChainConfigs): as the Sidecar's `ingress` says, or else as the port of the oldest Service that leads
  /// to it does.
  package func inboundPort(_ number: Int, of workload: Int) -> InboundPort {
    if let sidecar = sidecarsWithIngress[workload] {
      let listener = mesh.sidecars[sidecar].ingress.first { $0.port?.value == number }
      let reading = listener.map { PortProtocol(parsing: $0.protocolName?.value ?? "").reading } ?? .detected
      return InboundPort(reading: reading)
    }
    let candidates = servicePorts(to: number, of: workload).filter { $0.port.portProtocol != .udp }
    // Of the same age, the host name decides (`pilot/pkg/model/context.go` SetServiceTargets).
    let oldest = candidates.min { one, other in
      let (left, right) = (one.service.metadata.creationTimestamp, other.service.metadata.creationTimestamp)
      if left != right { return left.map { one in right.map { one < $0 } ?? true } ?? false }
      return one.service.hostname < other.service.hostname
    }
    guard let oldest else { return InboundPort(reading: .detected) }
    return InboundPort(reading: oldest.port.portProtocol.reading, service: oldest.service, port: oldest.port)
  }

  /// The ports of Services that lead to a port of a workload.
  func servicePorts(to number: Int, of workload: Int) -> [(service: MeshService, port: MeshService.Port)] {
    registry.services(of: workload).flatMap { index in
      services[index].ports.filter { registry.workloadPort($0, of: workload) == number }
        .map { (service: services[index], port: $0) }
    }
  }
}

extension PortProtocol {
  var reading: InboundReading {
    if isHTTP { return .requests }
    return self == .auto ? .detected : .connection
  }
}
