package import MeshModel

/// A server whose clients must have a certificate, and a wildcard on the same port whose clients need none.
package struct WeakerTLS: Sendable {
  package var gateway: Gateway
  /// The hosts of the server that the wildcard covers; never empty.
  package var hosts: [Located<String>]
  package var port: Int
  package var wildcard: Located<String>
  package var weakerMode: String
  /// The VirtualService that brings the host to the other Gateway; nil where both servers are of one Gateway, which
  /// share all their VirtualServices.
  package var virtualService: VirtualService?
}

/// A host that stands on a second TLS server of a port.
package struct RepeatedServerHost: Sendable {
  package var gateway: Gateway
  package var port: Int
  package var first: Located<String>
  package var second: Located<String>
  /// The name of the second server's port.
  package var serverName: String
  /// Whether the servers have it for different namespaces, which the proxy cannot tell apart.
  package var isForOtherNamespace: Bool
}

/// What makes two servers listen at one place.
private struct ListeningHost: Hashable {
  var port: Int
  var bind: String
  var name: String
}

extension EffectiveMesh {
  /// Hosts that clients reach without the certificate that their server asks for.
  ///
  /// Each HTTPS server has routes of its own, for those hosts of VirtualServices that its hosts cover
  /// (`pilot/pkg/networking/core/gateway.go` buildGatewayHTTPRouteConfig), and nothing compares the host of a request
  /// with the name that TLS asked for. The Gateway API's listeners are isolated from each other and not looked at.
  package func hostsWithWeakerTLS() -> [WeakerTLS] {
    let routes = GatewayRoutes(mesh.virtualServices)
    var found: [WeakerTLS] = []
    for gateways in gatewaysByProxies() {
      let weak = WeakServers(gateways)
      guard !weak.isEmpty else { continue }
      for gateway in gateways {
        for server in gateway.servers where server.portProtocol == .https {
          guard let port = server.port?.value, ["MUTUAL", "ISTIO_MUTUAL"].contains(server.tls?.modeName) else {
            continue
          }
          var byWildcard: [WeakerTLS] = []
          for written in server.hosts {
            let host = GatewayHost(written.value, of: gateway)
            guard let match = weak.match(host, port, server.bind?.value ?? "", of: gateway, routes) else { continue }
            if let known = byWildcard.firstIndex(where: { $0.wildcard.span == match.server.wildcard.span }) {
              byWildcard[known].hosts.append(written)
            } else {
              byWildcard.append(
                WeakerTLS(
                  gateway: gateway, hosts: [written], port: port, wildcard: match.server.wildcard,
                  weakerMode: match.server.mode, virtualService: match.virtualService))
            }
          }
          found += byWildcard
        }
      }
    }
    return found
  }

  /// Hosts on several TLS servers of one Gateway and port. Istio leaves out a server as soon as one of its hosts was
  /// there before (`pilot/pkg/model/gateway.go` CheckDuplicates). It compares hosts as they are written, with their
  /// namespaces, which the names that choose a server in the proxy do not have (GetSNIHostsForServer).
  package func repeatedServerHosts() -> [RepeatedServerHost] {
    gateways.flatMap { gateway -> [RepeatedServerHost] in
      var seen: [ListeningHost: Located<String>] = [:]
      var names: [ListeningHost: Located<String>] = [:]
      var found: [RepeatedServerHost] = []
      for server in gateway.servers where server.tls != nil && !server.portProtocol.isHTTP {
        guard let port = server.port?.value else { continue }
        let bind = server.bind?.value ?? ""
        let hosts = server.hosts.map { written in
          let host = GatewayHost(written.value, of: gateway)
          return (
            written: written, key: ListeningHost(port: port, bind: bind, name: host.text),
            name: ListeningHost(port: port, bind: bind, name: host.name)
          )
        }
        func report(_ first: Located<String>, _ second: Located<String>, isForOtherNamespace: Bool) {
          found.append(
            RepeatedServerHost(
              gateway: gateway, port: port, first: first, second: second, serverName: server.portName?.value ?? "",
              isForOtherNamespace: isForOtherNamespace))
        }
        if let second = hosts.first(where: { seen[$0.key] != nil }), let first = seen[second.key] {
          report(first, second.written, isForOtherNamespace: false)
          continue
        }
        for host in hosts { seen[host.key] = host.written }
        guard server.endsHTTPS else { continue }
        if let second = hosts.first(where: { names[$0.name] != nil }), let first = names[second.name] {
          report(first, second.written, isForOtherNamespace: true)
        }
        for host in hosts { names[host.name] = host.written }
      }
      return found
    }
  }
}

extension Gateway.Server {
  /// `pkg/config/gateway/gateway.go` IsHTTPSServerWithTLSTermination.
  fileprivate var endsHTTPS: Bool { portProtocol == .https && tls.map { !$0.isPassedThrough } ?? false }
}

/// The HTTPS servers of some Gateways for the same proxies that ask no client for a certificate, or do not insist.
private struct WeakServers {
  struct Server {
    var gateway: Gateway
    var wildcard: Located<String>
    var host: GatewayHost
    var mode: String
  }

  private var servers: [ListeningHost: [Server]] = [:]

  var isEmpty: Bool { servers.isEmpty }

  init(_ gateways: [Gateway]) {
    for gateway in gateways {
      for server in gateway.servers where server.portProtocol == .https {
        guard let port = server.port?.value, let mode = server.tls?.modeName,
          ["SIMPLE", "OPTIONAL_MUTUAL"].contains(mode)
        else { continue }
        for written in server.hosts {
          let host = GatewayHost(written.value, of: gateway)
          guard host.name.hasPrefix("*") else { continue }
          let key = ListeningHost(port: port, bind: server.bind?.value ?? "", name: host.name)
          servers[key, default: []].append(Server(gateway: gateway, wildcard: written, host: host, mode: mode))
        }
      }
    }
  }

  func match(
    _ host: GatewayHost, _ port: Int, _ bind: String, of gateway: Gateway, _ routes: GatewayRoutes
  ) -> (server: Server, virtualService: VirtualService?)? {
    for wildcard in HostPattern.wildcards(above: host.name) {
      for server in servers[ListeningHost(port: port, bind: bind, name: wildcard)] ?? []
      where server.host.mayServe(host) {
        if server.gateway.metadata.key == gateway.metadata.key { return (server, nil) }
        if let route = routes.leak(of: host, from: gateway, to: server.gateway), server.host.mayServe(route) {
          return (server, route)
        }
      }
    }
    return nil
  }
}

extension GatewayRoutes {
  /// A VirtualService with requests for a host that is bound to another Gateway than the host's own; nil where one
  /// there answers such requests itself, which is how Istio's documentation keeps them out.
  fileprivate func leak(of host: GatewayHost, from gateway: Gateway, to other: Gateway) -> VirtualService? {
    let exact = virtualServices(of: other, for: host.name)
    guard !exact.contains(where: { $0.routes.contains(where: \.answersItself) }) else { return nil }
    if let first = exact.first(where: \.routesHTTP) { return first }
    return HostPattern.wildcards(above: host.name).lazy.flatMap { self.virtualServices(of: other, for: $0) }
      .first { $0.routesHTTP && $0.gatewayKeys.contains(gateway.metadata.key) }
  }
}
