import Diagnostics
package import MeshModel

/// A TCP port of a ServiceEntry that has no addresses.
package struct AddresslessPort: Sendable {
  package var entry: ServiceEntry
  package var port: ServiceEntry.Port
}

extension EffectiveMesh {
  /// The TCP ports of ServiceEntries without addresses, in a mesh that assigns none
  /// (`pkg/config/analysis/analyzers/serviceentry/protocoladdresses.go`).
  package func addresslessPorts() -> [AddresslessPort] {
    guard !assignsAddresses else { return [] }
    return analyzed(written.serviceEntries).filter { $0.addresses.isEmpty && !$0.hasAssignedAddresses }.flatMap {
      entry in
      entry.ports.filter { ["", "TCP"].contains(($0.protocolName?.value ?? "").uppercased()) }
        .map { AddresslessPort(entry: entry, port: $0) }
    }
  }

  /// Whether proxies answer DNS with addresses of their own for hosts without any.
  private var assignsAddresses: Bool {
    func isOn(_ name: String) -> Bool { settings.proxyMetadata[name]?.value == "true" }
    return isOn("ISTIO_META_DNS_CAPTURE")
      && (isOn("ISTIO_META_DNS_AUTO_ALLOCATE") || isOn("PILOT_ENABLE_IP_AUTOALLOCATE"))
  }
}

/// A ServiceEntry that gives a port of a host another protocol than some other does.
package struct ConflictingProtocol: Sendable {
  package struct Claim: Sendable {
    package var entry: ServiceEntry
    package var port: ServiceEntry.Port

    /// In capitals, as Istio compares protocols; empty where none is written.
    package var protocolName: String { (port.protocolName?.value ?? "").uppercased() }
  }

  package var claim: Claim
  package var host: String
  package var port: Int
  /// All ServiceEntries for the port, by namespace and name, ``claim`` among them; each stands here once.
  package var rivals: Rivals<Claim>
  /// In alphabetical order.
  package var protocols: [String]
}

extension EffectiveMesh {
  /// The ServiceEntries that some namespace sees together and that give a port of a host different protocols, one
  /// conflict for each. Of several the first counts, by host, port and namespace, those that all namespaces see before
  /// others.
  ///
  /// The analyzer is younger than Istio 1.30
  /// (`pkg/config/analysis/analyzers/serviceentry/conflictingserviceentries.go` of the main branch). Hosts are compared
  /// as they are written, as there.
  package func conflictingProtocols() -> [ConflictingProtocol] {
    struct Key: Hashable {
      var host: String
      var port: Int
      var scope: String
    }
    var claims: [Key: [ConflictingProtocol.Claim]] = [:]
    for entry in analyzed(written.serviceEntries) {
      let scopes = namespaces(entry.exportTo, of: entry, default: settings.defaultServiceExportTo)
      for host in Set(entry.hosts.map(\.value)) {
        for port in entry.ports {
          for scope in scopes {
            claims[Key(host: host, port: port.number.value, scope: scope), default: []].append(
              ConflictingProtocol.Claim(entry: entry, port: port))
          }
        }
      }
    }
    let protocolNames = claims.mapValues { Set($0.map(\.protocolName)) }
    claims = claims.mapValues { $0.onePerResource(\.entry) }
    var seen: Set<ObjectIdentifier> = []
    var reported: Set<Key> = []
    let keys = claims.keys.sorted { ($0.host, $0.port, $0.scope) < ($1.host, $1.port, $1.scope) }
    return keys.flatMap { key -> [ConflictingProtocol] in
      let all = [key] + (key.scope == "*" ? [] : [Key(host: key.host, port: key.port, scope: "*")])
      let protocols = all.reduce(into: Set()) { $0.formUnion(protocolNames[$1] ?? []) }
      guard protocols.count > 1 else { return [] }
      let rivals = Rivals(all.map { claims[$0] ?? [] }, resource: \.entry)
      let fresh = all.filter { reported.insert($0).inserted }.flatMap { claims[$0] ?? [] }
      return fresh.filter { seen.insert(ObjectIdentifier($0.entry)).inserted }.map {
        ConflictingProtocol(
          claim: $0, host: key.host, port: key.port, rivals: rivals, protocols: protocols.sorted())
      }
    }
  }
}
