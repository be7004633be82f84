import Diagnostics
package import MeshModel

/// VirtualServices that route one host for the proxies of one namespace, or of all.
package struct ConflictingHosts: Sendable {
  /// A VirtualService, and where it names the host, or a wildcard for it.
  package struct Claim: Sendable {
    package var virtualService: VirtualService
    package var host: Located<String>
  }

  /// The namespace whose proxies are concerned; `*` for every namespace.
  package var scope: String
  /// The full name of the host.
  package var host: String
  /// At least two, by namespace and name; each VirtualService stands here once.
  package var claims: [Claim]
}

extension EffectiveMesh {
  /// The hosts for which more than one VirtualService of the mesh gateway is in force
  /// (`pkg/config/analysis/analyzers/virtualservice/conflictingmeshgatewayhosts.go`), those for every namespace first,
  /// then by namespace and host.
  ///
  /// As in Istio's analyzer, VirtualServices for every namespace clash where they name the same host, and one that is
  /// exported to single namespaces clashes also with wildcards that are exported to all. Other than there,
  /// `meshConfig.defaultVirtualServiceExportTo` counts, and a VirtualService never clashes with itself.
  package func conflictingMeshGatewayHosts() -> [ConflictingHosts] {
    let claims = MeshGatewayClaims(analyzed(mesh.virtualServices), settings: settings)
    return claims.keys.compactMap { key in
      let found = claims.all(for: key)
      guard found.count > 1 else { return nil }
      return ConflictingHosts(scope: key.scope, host: key.host, claims: found)
    }
  }
}

/// Which VirtualServices name which host for which namespaces.
private struct MeshGatewayClaims {
  struct Key: Hashable, Comparable {
    var scope: String
    var host: String

    static func < (lhs: Self, rhs: Self) -> Bool { (lhs.scope, lhs.host) < (rhs.scope, rhs.host) }
  }

  /// An asterisk comes before all names.
  let keys: [Key]
  private let claims: [Key: [ConflictingHosts.Claim]]
  /// The hosts that are exported to all namespaces, by each of their endings that a wildcard can stand for.
  private var publicHosts: [Substring: [String]] = [:]

  init(_ virtualServices: [VirtualService], settings: MeshSettings) {
    var claims: [Key: [ConflictingHosts.Claim]] = [:]
    for virtualService in virtualServices where virtualService.isForMesh {
      let written = virtualService.exportTo.map(\.value)
      let exportTo = written.isEmpty ? settings.defaultVirtualServiceExportTo.value : written
      let scopes = Set(exportTo.map { $0 == "." ? virtualService.namespace : $0 })
      var seen: Set<String> = []
      for host in virtualService.hosts {
        let name = settings.fullName(host.value, in: virtualService.namespace)
        guard seen.insert(name).inserted else { continue }
        for scope in scopes.isEmpty || scopes.contains("*") ? ["*"] : scopes {
          claims[Key(scope: scope, host: name), default: []].append(
            ConflictingHosts.Claim(virtualService: virtualService, host: host))
        }
      }
    }
    self.claims = claims
    keys = claims.keys.sorted()
    guard keys.contains(where: { $0.scope != "*" }) else { return }
    for key in keys where key.scope == "*" {
      for ending in key.host.endings { publicHosts[ending, default: []].append(key.host) }
    }
  }

  /// The VirtualServices that name a host, or something that overlaps with it, by namespace and name.
  func all(for key: Key) -> [ConflictingHosts.Claim] {
    let found = (claims[key] ?? []) + (key.scope == "*" ? [] : publicClaims(overlapping: key.host))
    guard found.count > 1 else { return found }
    var byName: [String: ConflictingHosts.Claim] = [:]
    for claim in found where byName[claim.virtualService.metadata.reference.path] == nil {
      byName[claim.virtualService.metadata.reference.path] = claim
    }
    return byName.sorted { $0.key < $1.key }.map(\.value)
  }

  private func publicClaims(overlapping host: String) -> [ConflictingHosts.Claim] {
    // Wildcards that cover the host end in one of its own endings; a wildcard covers what ends in its rest.
    let wider = [host] + host.endings.map { "*\($0)" }
    let narrower = host.hasPrefix("*") ? publicHosts[host.dropFirst()] ?? [] : []
    return Set(wider + narrower).sorted().flatMap { claims[Key(scope: "*", host: $0)] ?? [] }
  }
}

extension String {
  /// What may follow the asterisk of a wildcard that covers this host: every ending at a dot, and the empty one.
  fileprivate var endings: [Substring] {
    var endings = hasPrefix("*") ? [dropFirst()] : []
    endings += indices.filter { self[$0] == "." }.map { self[$0...] }.filter { $0 != endings.first }
    return endings + (endings.first == "" ? [] : [""])
  }
}

extension VirtualService {
  /// Whether it counts for the sidecars, and not for gateways alone.
  var isForMesh: Bool { gateways.isEmpty || gateways.contains { $0.value == "mesh" } }
}
