package import Diagnostics
package import MeshModel

/// A ServiceEntry inside the mesh to which clients send plain text, because nothing says that it takes mutual TLS.
package struct EntryWithoutMTLS: Sendable {
  package enum Reason: Sendable {
    /// Clients connect to whatever address they find.
    case noResolution
    /// Clients resolve the host, which tells nothing about mutual TLS.
    case dns
    /// An endpoint, or a WorkloadEntry that the entry selects, names no service account.
    case endpoint(WorkloadAddress)
  }

  /// An index into ``Mesh/serviceEntries``.
  package var entry: Int
  package var reason: Reason
  package var place: SourceSpan
}

/// An address in another network that takes no mutual TLS.
package struct RemoteEndpoint: Sendable {
  package var owner: Metadata
  package var network: Located<String>
  package var address: String
}

extension EffectiveMesh {
  /// ServiceEntries with `MESH_INTERNAL` whose clients send plain text although no DestinationRule and no mesh setting
  /// says so.
  package func entriesWithoutMTLS() -> [EntryWithoutMTLS] {
    guard settings.autoMTLS.value else { return [] }
    let selectable = Dictionary(grouping: mesh.workloadEntries, by: \.namespace)
    var seen: Set<Int> = []
    var found: [EntryWithoutMTLS] = []
    for (index, service) in services.enumerated() {
      guard case .serviceEntry(let position) = service.origin, !seen.contains(position) else { continue }
      let entry = mesh.serviceEntries[position]
      guard entry.location == .MESH_INTERNAL, let location = entry.writtenLocation,
        service.ports.contains(where: { ![.https, .tls, .udp].contains($0.portProtocol) }),
        let (reason, place) = entry.reasonForPlaintext(location.span, selectable[entry.namespace] ?? []),
        isLeftToAutoMTLS(index)
      else { continue }
      seen.insert(position)
      found.append(EntryWithoutMTLS(entry: position, reason: reason, place: place))
    }
    return found
  }

  /// Addresses of another network that take no mutual TLS, which clients cannot reach through that network's gateway.
  package func remoteEndpointsWithoutMTLS() -> [RemoteEndpoint] {
    let local = mesh.namespaces[settings.rootNamespace.value]?.metadata.labels["topology.istio.io/network"]?.value
    var found: [RemoteEndpoint] = []
    func judge(_ workload: WorkloadAddress, of owner: Metadata) {
      guard let network = workload.network, !network.value.isEmpty, network.value != local, !workload.acceptsAutoMTLS
      else { return }
      found.append(RemoteEndpoint(owner: owner, network: network, address: workload.address?.value ?? ""))
    }
    for entry in mesh.serviceEntries where entry.location == .MESH_INTERNAL {
      for endpoint in entry.endpoints { judge(endpoint, of: entry.metadata) }
    }
    for entry in mesh.workloadEntries { judge(entry.workload, of: entry.metadata) }
    return found
  }

  /// Whether some client, or any that there may be, has no TLS settings for a service.
  private func isLeftToAutoMTLS(_ service: Int) -> Bool {
    let groups = clientGroups(of: service)
    let rules =
      groups.isEmpty
      ? [destinationRuleIndex.foreignRules(for: services[service]).first?.last] : groups.map(\.rule)
    return rules.contains { !($0?.hasTLS ?? false) }
  }
}

extension ServiceEntry {
  fileprivate func reasonForPlaintext(
    _ location: SourceSpan, _ selectable: [WorkloadEntry]
  ) -> (EntryWithoutMTLS.Reason, SourceSpan)? {
    guard endpoints.isEmpty, workloadSelector == nil else {
      // Other networks have a gateway between, and a rule of their own.
      let workloads =
        workloadSelector.map { selector in
          selectable.map(\.workload).filter { $0.labels.satisfies(selector.labels) }
        } ?? endpoints
      return workloads.first { $0.network == nil && $0.saysNothingOfMutualTLS }.map {
        (.endpoint($0), $0.address?.span ?? $0.span)
      }
    }
    switch resolution {
    case .NONE: return (.noResolution, writtenResolution?.span ?? location)
    case .DNS, .DNS_ROUND_ROBIN, .DYNAMIC_DNS: return (.dns, writtenResolution?.span ?? location)
    case .STATIC: return nil
    }
  }
}

extension WorkloadAddress {
  fileprivate var saysNothingOfMutualTLS: Bool { labels["security.istio.io/tlsMode"] == nil && serviceAccount == nil }
}
