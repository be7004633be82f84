package import Diagnostics
import MeshModel

/// A port of a Service and the port of a workload behind it, of which Linkerd takes only one for opaque.
package struct OpaquePortDisagreement: Sendable {
  /// An index into ``ServiceRegistry/services``.
  package var service: Int
  package var port: MeshService.Port
  /// An index into ``LinkerdMesh/workloads``.
  package var workload: Int
  package var workloadPort: Int
  /// Whether the Service's port is the opaque one.
  package var isOpaqueForClients: Bool
  /// Where the opaque one is listed; nil for Linkerd's default list.
  package var place: SourceSpan?
  /// Where the other one should be listed; nil where nothing is written there.
  package var otherPlace: SourceSpan?
}

/// A Server for requests on a port whose connections clients send as bytes.
package struct OpaquePortOfRequests: Sendable {
  /// An index into ``LinkerdPolicyIndex/servers``.
  package var server: Int
  package var workload: Int
  package var port: Int
  /// Where the port is listed as opaque; nil for Linkerd's default list.
  package var place: SourceSpan?
}

extension LinkerdMesh {
  private static let opaqueKey = "config.linkerd.io/opaque-ports"

  /// The ports of Services that are opaque on one side only, for workloads with a proxy, as `linkerd check` compares
  /// them (`pkg/healthcheck/healthcheck.go` misconfiguredOpaqueAnnotation). Headless Services are left out, as there,
  /// and so is what differs by Linkerd's defaults alone.
  package func opaquePortDisagreements() -> [OpaquePortDisagreement] {
    registry.services.indices.flatMap { index -> [OpaquePortDisagreement] in
      let service = registry.services[index]
      guard case .service = service.origin, case .endpoints = service.resolution else { return [] }
      let written =
        service.metadata.annotations[Self.opaqueKey]
        ?? mesh.namespaces[service.namespace]?.metadata.annotations[Self.opaqueKey]
      // A list that is not read as a whole is another mistake.
      guard isReadable(written) else { return [] }
      let listed = written.flatMap { PortRanges(policy: $0.value) }
      return registry.backends(of: index).filter(isMeshed).flatMap { workload -> [OpaquePortDisagreement] in
        let opaque = pod(workload).opaque
        guard written != nil || opaque.place != nil, isReadable(pod(workload)[Self.opaqueKey]) else { return [] }
        return service.ports.compactMap { port -> OpaquePortDisagreement? in
          guard port.portProtocol != .udp, let target = registry.workloadPort(port, of: workload) else { return nil }
          let ofClients = listed.map { $0.contains(port.number) } ?? settings.opaquePorts.contains(target)
          guard let ofServer = isOpaque(target, of: workload), ofClients != ofServer else { return nil }
          return OpaquePortDisagreement(
            service: index, port: port, workload: workload, workloadPort: target, isOpaqueForClients: ofClients,
            place: ofClients ? written?.span : opaque.place, otherPlace: ofClients ? opaque.place : written?.span)
        }
      }
    }
  }

  private func isReadable(_ list: Located<String>?) -> Bool { list.map { PortRanges(policy: $0.value) != nil } ?? true }

  /// Whether the annotation, Linkerd's defaults or a Server make a port opaque; nil where it is not known which Server has
  /// the port.
  private func isOpaque(_ port: Int, of workload: Int) -> Bool? {
    if pod(workload).opaque.ports.contains(port) { return true }
    let answers = Set(inbounds(of: workload, port: port).map { $0.proxyProtocol == "opaque" })
    return answers.count == 1 ? answers.first : nil
  }

  /// The ports of Servers for HTTP or gRPC that clients take for opaque: the destination controller tells them of the
  /// annotation, whatever the Server says (`controller/api/destination/endpoint_translator.go` createWeightedAddr).
  package func opaquePortsOfRequests() -> [OpaquePortOfRequests] {
    workloads.indices.filter(isMeshed).flatMap { workload -> [OpaquePortOfRequests] in
      let opaque = pod(workload).opaque
      return serverPorts(of: workload).sorted().compactMap { port in
        let inbounds = inbounds(of: workload, port: port)
        guard opaque.ports.contains(port), let server = inbounds.first?.server,
          inbounds.allSatisfy({ ["HTTP/1", "HTTP/2", "gRPC"].contains($0.proxyProtocol) })
        else { return nil }
        return OpaquePortOfRequests(server: server, workload: workload, port: port, place: opaque.place)
      }
    }
  }
}
