package import Diagnostics
import MeshModel

/// A port of a Service and the ports of workloads behind it, of which Linkerd takes only one side for opaque.
package struct OpaquePortDisagreement: Sendable {
  /// A port of the pods behind the Service.
  package struct Server: Sendable {
    /// An index into ``LinkerdMesh/workloads``.
    package var workload: Int
    package var port: Int
    /// Where opaque ports are listed for the pods; nil where nothing is written there.
    package var place: SourceSpan?
  }

  /// An index into ``ServiceRegistry/services``.
  package var service: Int
  package var port: MeshService.Port
  /// Whether the Service's port is the opaque one.
  package var isOpaqueForClients: Bool
  /// Those that differ from the Service's port; never empty.
  package var servers: [Server]
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

private struct WorkloadPort: Hashable {
  var workload: Int
  var port: Int
}

extension LinkerdMesh {
  private static let opaqueKey = "config.linkerd.io/opaque-ports"

  /// The ports of Services that are opaque on one side only, for workloads with a proxy, as `linkerd check` compares
  /// them (`pkg/healthcheck/healthcheck.go` misconfiguredOpaqueAnnotation). Headless Services are left out, as there,
  /// and so is what differs by Linkerd's defaults alone.
  package func opaquePortDisagreements() -> [OpaquePortDisagreement] {
    // A list that is not read as a whole is another mistake.
    let judged = Set(workloads.indices.filter { isMeshed($0) && isReadable(pod($0)[Self.opaqueKey]) })
    let listing = judged.filter { pod($0).opaque.place != nil }
    var known: [WorkloadPort: Bool?] = [:]
    return registry.services.indices.flatMap { index -> [OpaquePortDisagreement] in
      let service = registry.services[index]
      guard case .service = service.origin, case .endpoints = service.resolution else { return [] }
      let written =
        service.metadata.annotations[Self.opaqueKey]
        ?? mesh.namespaces[service.namespace]?.metadata.annotations[Self.opaqueKey]
      guard isReadable(written) else { return [] }
      let servers = registry.backends(of: index).filter((written == nil ? listing : judged).contains)
      let listed = written.flatMap { PortRanges(policy: $0.value) }
      return service.ports.filter { $0.portProtocol != .udp }.flatMap {
        disagreements(of: index, $0, listed: listed, among: servers, &known)
      }
    }
  }

  /// `listed`: The opaque ports of the Service; nil for Linkerd's default list, which is about ports of pods. `known`:
  /// Whether ports are opaque, as far as somebody asked.
  private func disagreements(
    of service: Int, _ port: MeshService.Port, listed: PortRanges?, among servers: [Int],
    _ known: inout [WorkloadPort: Bool?]
  ) -> [OpaquePortDisagreement] {
    var found: [Bool: [OpaquePortDisagreement.Server]] = [:]
    for workload in servers {
      guard let target = registry.workloadPort(port, of: workload) else { continue }
      let ofClients = listed.map { $0.contains(port.number) } ?? settings.opaquePorts.contains(target)
      let key = WorkloadPort(workload: workload, port: target)
      let ofServer = known[key] ?? isOpaque(target, of: workload)
      known[key] = .some(ofServer)
      guard let ofServer, ofClients != ofServer else { continue }
      found[ofClients, default: []].append(
        OpaquePortDisagreement.Server(workload: workload, port: target, place: pod(workload).opaque.place))
    }
    return [true, false].compactMap { isOpaqueForClients in
      found[isOpaqueForClients].map {
        OpaquePortDisagreement(service: service, port: port, isOpaqueForClients: isOpaqueForClients, servers: $0)
      }
    }
  }

  private func isReadable(_ list: Located<String>?) -> Bool { list.map { PortRanges(policy: $0.value) != nil } ?? true }

  /// Whether the annotation, Linkerd's defaults or a Server make a port opaque; nil where it is not known which Server
  /// has the port.
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
      return serverPorts(of: workload).filter(opaque.ports.contains).sorted().compactMap { port in
        let inbounds = inbounds(of: workload, port: port)
        guard let server = inbounds.first?.server,
          inbounds.allSatisfy({ ["HTTP/1", "HTTP/2", "gRPC"].contains($0.proxyProtocol) })
        else { return nil }
        return OpaquePortOfRequests(server: server, workload: workload, port: port, place: opaque.place)
      }
    }
  }
}
