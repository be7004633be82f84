package import MeshModel

/// A host of a Gateway's server: a name, and whose VirtualServices may serve it.
package struct GatewayHost: Sendable {
  /// In lower case.
  package var name: String
  /// Nil for every namespace.
  var namespace: String?

  package init(_ host: String, of gateway: any Resource) {
    let parts = Self.parts(of: host, in: gateway.namespace)
    name = parts.name.lowercased()
    namespace = parts.namespace
  }

  /// What a host of a Gateway in a namespace consists of; nil stands for every namespace
  /// (`pilot/pkg/model/gateway.go` sanitizeServerHostNamespace).
  static func parts(of host: String, in namespace: String) -> (namespace: String?, name: Substring) {
    guard let slash = host.firstIndex(of: "/") else { return (nil, host[...]) }
    let name = host[host.index(after: slash)...]
    return switch host[..<slash] {
    case "*": (nil, name)
    case ".": (namespace, name)
    case let written: (String(written), name)
    }
  }

  /// The same for all ways to write the host.
  var text: String { namespace.map { "\($0)/\(name)" } ?? name }

  func mayServe(_ other: GatewayHost) -> Bool {
    namespace == nil || other.namespace == nil || namespace == other.namespace
  }

  func mayServe(_ virtualService: VirtualService) -> Bool {
    namespace.map { $0 == virtualService.namespace } ?? true
  }
}

/// Host names that may start with `*` (`pkg/config/host/name.go`).
enum HostPattern {
  /// Whether one of two patterns covers the other (`Matches`).
  static func overlap(_ one: String, _ other: String) -> Bool {
    covers(one, other) || covers(other, one)
  }

  /// Whether `other` is the pattern, or is covered by its leading `*` (`SubsetOf`).
  static func covers(_ pattern: String, _ other: String) -> Bool {
    guard pattern.hasPrefix("*") else { return pattern == other }
    let rest = other.hasPrefix("*") ? other.dropFirst() : other[...]
    return rest.hasSuffix(pattern.dropFirst())
  }

  /// The wildcards of whole labels that cover a pattern and more, the narrowest first.
  static func wildcards(above pattern: String) -> [String] {
    guard pattern != "*" else { return [] }
    var found: [String] = []
    var rest = pattern.hasPrefix("*.") ? pattern.dropFirst(2) : pattern[...]
    while let dot = rest.firstIndex(of: ".") {
      found.append("*" + rest[dot...])
      rest = rest[rest.index(after: dot)...]
    }
    return found + ["*"]
  }
}

/// Finds the host patterns that have a name in common with one, by look-up. Wildcards of whole labels only, as Gateways
/// and VirtualServices have them.
struct OverlapIndex<Value> {
  private var byPattern: [String: [Value]] = [:]
  /// By the wildcards that cover the pattern and more.
  private var byWildcard: [String: [Value]] = [:]

  mutating func insert(_ value: Value, under pattern: String) {
    byPattern[pattern, default: []].append(value)
    for wildcard in HostPattern.wildcards(above: pattern) { byWildcard[wildcard, default: []].append(value) }
  }

  func values(overlapping pattern: String) -> [Value] {
    ([pattern] + HostPattern.wildcards(above: pattern)).flatMap { byPattern[$0] ?? [] } + (byWildcard[pattern] ?? [])
  }
}

/// The VirtualServices that are bound to Gateways.
struct GatewayRoutes {
  /// By `namespace/name` of the Gateway and a host.
  private var byHost: [String: [String: [VirtualService]]] = [:]
  /// Those that redirect to HTTPS, by the Gateway.
  private var redirecting: [String: OverlapIndex<VirtualService>] = [:]
  /// Those with `http` routes, by the Gateway.
  private var routing: [String: OverlapIndex<VirtualService>] = [:]

  init(_ virtualServices: [VirtualService]) {
    for virtualService in virtualServices {
      let hosts = Set(virtualService.hosts.map { $0.value.lowercased() })
      for gateway in Set(virtualService.gatewayKeys) {
        for host in hosts {
          byHost[gateway, default: [:]][host, default: []].append(virtualService)
          if virtualService.routesHTTP { routing[gateway, default: OverlapIndex()].insert(virtualService, under: host) }
          guard virtualService.redirectsToHTTPS else { continue }
          redirecting[gateway, default: OverlapIndex()].insert(virtualService, under: host)
        }
      }
    }
  }

  /// Whether some VirtualService redirects requests for the host to HTTPS.
  func redirect(_ host: GatewayHost, of gateway: Gateway) -> Bool {
    redirecting[gateway.metadata.key].map { !$0.values(overlapping: host.name).isEmpty } ?? false
  }

  /// Whether there are VirtualServices for the host, none of which leads requests of the server anywhere but challenges
  /// of ACME.
  func serveNothing(of host: GatewayHost, on server: Gateway.Server, of gateway: Gateway) -> Bool {
    let known = routing[gateway.metadata.key]?.values(overlapping: host.name).filter(host.mayServe) ?? []
    return !known.isEmpty && !known.contains { $0.serves(port: server.port?.value) }
  }

  /// Those with exactly this host.
  func virtualServices(of gateway: Gateway, for host: String) -> [VirtualService] {
    byHost[gateway.metadata.key]?[host] ?? []
  }
}

extension VirtualService {
  fileprivate var redirectsToHTTPS: Bool { routes.contains { $0.redirectScheme?.value.lowercased() == "https" } }

  /// Whether it leads requests of a port to backends, other ones than challenges of ACME.
  fileprivate func serves(port: Int?) -> Bool {
    routes.contains { route in
      route.kind == .http && !route.answersItself && route.redirectScheme == nil
        && (route.matches.isEmpty
          || route.matches.contains { !$0.isForChallenges && ($0.port == nil || $0.port == port) })
    }
  }

  var routesHTTP: Bool { routes.contains { $0.kind == .http } }

  /// `namespace/name` of the Gateways that it is bound to, the mesh left out.
  var gatewayKeys: [String] {
    gateways.filter { $0.value != "mesh" }.compactMap { GatewayName.candidates($0.value, in: namespace).last }
      .map { "\($0.namespace)/\($0.name)" }
  }
}

extension EffectiveMesh {
  /// The Gateways in force that are for the same proxies, as their equal selectors say, in the order of the input.
  func gatewaysByProxies() -> [[Gateway]] {
    var groups: [[Gateway]] = []
    var positions: [String: Int] = [:]
    for gateway in gateways {
      let selector = gateway.selector.text
      if let position = positions[selector] {
        groups[position].append(gateway)
      } else {
        positions[selector] = groups.count
        groups.append([gateway])
      }
    }
    return groups
  }

  /// Whether a Gateway is one of the Gateway API whose proxy Istio runs, and no waypoint: so says the controller of its
  /// class, or else the name of the class that Istio brings.
  func isIstioGateway(_ gateway: KubernetesGateway) -> Bool {
    guard let name = gateway.gatewayClassName?.value, !isWaypoint(gateway) else { return false }
    let controller = gatewayClass(of: gateway)?.controllerName?.value
    return controller.map { $0 == "istio.io/gateway-controller" } ?? (name == "istio")
  }
}
