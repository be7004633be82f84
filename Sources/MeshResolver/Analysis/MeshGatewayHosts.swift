import Diagnostics
package import MeshModel

/// A VirtualService that routes a host which others route too, for the proxies of one namespace, or of all.
package struct ConflictingHost: Sendable {
  /// A VirtualService, and where it names the host, or a wildcard for it.
  package struct Claim: Sendable {
    package var virtualService: VirtualService
    package var host: Located<String>
  }

  package var claim: Claim
  /// The namespace whose proxies are concerned; `*` for every namespace.
  package var scope: String
  /// The full name of the host.
  package var host: String
  /// All that route the host, by namespace and name, ``claim`` among them; each VirtualService stands here once.
  package var rivals: Rivals<Claim>
}

extension EffectiveMesh {
  /// The VirtualServices that are not alone in force for a host of the mesh gateway, one conflict for each
  /// (`pkg/config/analysis/analyzers/virtualservice/conflictingmeshgatewayhosts.go`). Of several the first counts:
  /// those for every namespace come before others, which go by namespace and host.
  ///
  /// As in Istio's analyzer, VirtualServices for every namespace clash where they name the same host, and one that is
  /// exported to single namespaces clashes also with wildcards that are exported to all. Other than there,
  /// `meshConfig.defaultVirtualServiceExportTo` counts, and a VirtualService never clashes with itself.
  package func conflictingMeshGatewayHosts() -> [ConflictingHost] {
    let claims = MeshGatewayClaims(self)
    var seen: Set<ObjectIdentifier> = []
    /// The hosts whose VirtualServices for all namespaces had their conflict.
    var reported: Set<String> = []
    return claims.keys.flatMap { key -> [ConflictingHost] in
      let own = claims[key]
      let others = key.scope == "*" ? [] : claims.publicHosts(overlapping: key.host)
      guard own.count > 1 || !others.isEmpty else { return [] }
      let rivals = Rivals([own] + others.map { claims[.init(scope: "*", host: $0)] }, resource: \.virtualService)
      let fresh = others.filter { reported.insert($0).inserted }.flatMap { claims[.init(scope: "*", host: $0)] }
      return (own + fresh).filter { seen.insert(ObjectIdentifier($0.virtualService)).inserted }
        .map { ConflictingHost(claim: $0, scope: key.scope, host: key.host, rivals: rivals) }
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
  private let claims: [Key: [ConflictingHost.Claim]]
  /// The hosts that are exported to all namespaces.
  private var publicHosts = OverlapIndex<String>()

  init(_ mesh: EffectiveMesh) {
    let settings = mesh.settings
    var claims: [Key: [ConflictingHost.Claim]] = [:]
    for virtualService in mesh.analyzed(mesh.written.virtualServices) where virtualService.isForMesh {
      let scopes = mesh.namespaces(
        virtualService.exportTo, of: virtualService, default: settings.defaultVirtualServiceExportTo)
      var seen: Set<String> = []
      for host in virtualService.hosts {
        let name = settings.fullName(host.value, in: virtualService.namespace)
        guard seen.insert(name).inserted else { continue }
        for scope in scopes {
          claims[Key(scope: scope, host: name), default: []].append(
            ConflictingHost.Claim(virtualService: virtualService, host: host))
        }
      }
    }
    self.claims = claims.mapValues { $0.onePerResource(\.virtualService) }
    keys = claims.keys.sorted()
    guard keys.contains(where: { $0.scope != "*" }) else { return }
    for key in keys where key.scope == "*" { publicHosts.insert(key.host, under: key.host) }
  }

  /// The VirtualServices that name a host, by namespace and name.
  subscript(key: Key) -> [ConflictingHost.Claim] { claims[key] ?? [] }

  /// The hosts that are exported to all namespaces and overlap with a host.
  func publicHosts(overlapping host: String) -> [String] {
    publicHosts.values(overlapping: host)
  }
}

extension VirtualService {
  /// Whether it counts for the sidecars, and not for gateways alone.
  var isForMesh: Bool { gateways.isEmpty || gateways.contains { $0.value == "mesh" } }
}
