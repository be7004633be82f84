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
    return analyzed(mesh.serviceEntries).filter { $0.addresses.isEmpty && !$0.hasAssignedAddresses }.flatMap { entry in
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

/// A port of a host to which ServiceEntries give different protocols.
package struct ConflictingProtocol: Sendable {
  package struct Claim: Sendable {
    package var entry: ServiceEntry
    package var port: ServiceEntry.Port
  }

  package var host: String
  package var port: Int
  /// By namespace and name; each ServiceEntry stands here once.
  package var claims: [Claim]
  /// In capitals and in alphabetical order.
  package var protocols: [String]
}

extension EffectiveMesh {
  /// The ports of hosts to which ServiceEntries that some namespace sees give different protocols, by host, port and
  /// namespace, those that all namespaces see first.
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
    for entry in analyzed(mesh.serviceEntries) {
      let written = entry.exportTo.map(\.value)
      let exportTo = written.isEmpty ? settings.defaultServiceExportTo.value : written
      let scopes = Set(exportTo.map { $0 == "." ? entry.namespace : $0 })
      for host in Set(entry.hosts.map(\.value)) {
        for port in entry.ports {
          for scope in scopes.isEmpty || scopes.contains("*") ? ["*"] : scopes {
            claims[Key(host: host, port: port.number.value, scope: scope), default: []].append(
              ConflictingProtocol.Claim(entry: entry, port: port))
          }
        }
      }
    }
    let keys = claims.keys.sorted { ($0.host, $0.port, $0.scope) < ($1.host, $1.port, $1.scope) }
    return keys.compactMap { key in
      var found = claims[key] ?? []
      if key.scope != "*" { found += claims[Key(host: key.host, port: key.port, scope: "*")] ?? [] }
      let protocols = Set(found.map { ($0.port.protocolName?.value ?? "").uppercased() })
      guard protocols.count > 1 else { return nil }
      var byName: [String: ConflictingProtocol.Claim] = [:]
      for claim in found where byName[claim.entry.metadata.reference.path] == nil {
        byName[claim.entry.metadata.reference.path] = claim
      }
      return ConflictingProtocol(
        host: key.host, port: key.port, claims: byName.sorted { $0.key < $1.key }.map(\.value),
        protocols: protocols.sorted())
    }
  }
}
