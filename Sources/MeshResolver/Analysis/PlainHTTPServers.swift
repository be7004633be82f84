package import MeshModel

/// A server or listener of a gateway that serves in plain text what the same gateway serves over HTTPS.
package struct PlainHTTPServer: Sendable {
  package var gateway: Metadata
  /// The port, nil where none is written.
  package var port: Int?
  /// The hosts that are served both ways; never empty.
  package var hosts: [Located<String>]
  /// The first of ``hosts`` where it is served over HTTPS.
  package var secure: Located<String>
  /// Whether it is a listener of the Gateway API.
  package var isListener: Bool
}

extension EffectiveMesh {
  /// The plain HTTP servers of Istio's Gateways without `httpsRedirect`, and the plain HTTP listeners of the Gateway
  /// API to which a route with backends is attached and none that redirects.
  ///
  /// Gateways that seem to be internal are left out, and hosts that a VirtualService redirects or for which none leads
  /// plain requests to a backend.
  package func plainHTTPServers() -> [PlainHTTPServer] {
    let routes = GatewayRoutes(mesh.virtualServices)
    var internalGateways = InternalGateways(self)
    var found: [PlainHTTPServer] = []
    for gateways in gatewaysByProxies() {
      let table = ServedHosts(gateways)
      guard !table.isEmpty, !internalGateways.contains(selector: gateways[0].selector) else { continue }
      for gateway in gateways where !internalGateways.contains(name: gateway.name) {
        for server in gateway.servers where server.isPlainHTTP {
          let hosts = server.hosts.filter { host in
            let host = GatewayHost(host.value, of: gateway)
            return !host.isInternal && table.servesSecurely(host) && !table.redirects(host, on: server, of: gateway)
              && !routes.redirect(host, of: gateway) && !routes.serveNothing(of: host, on: server, of: gateway)
          }
          guard let first = hosts.first, let secure = table.place(of: GatewayHost(first.value, of: gateway)) else {
            continue
          }
          found.append(
            PlainHTTPServer(
              gateway: gateway.metadata, port: server.port?.value, hosts: hosts, secure: secure, isListener: false))
        }
      }
    }
    return found + plainHTTPListeners()
  }

  private func plainHTTPListeners() -> [PlainHTTPServer] {
    let routes = ListenerRoutes(self)
    return mesh.kubernetesGateways.flatMap { gateway -> [PlainHTTPServer] in
      guard isIstioGateway(gateway), !gateway.isInternal else { return [] }
      let secure = gateway.listeners.filter { $0.protocolName?.value == "HTTPS" && gateway.isOneWayOrMutual($0) }
      return gateway.listeners.compactMap { listener in
        let host = listener.hostname ?? Located("*", at: listener.name?.span ?? listener.span)
        guard listener.protocolName?.value == "HTTP",
          let other = secure.first(where: {
            HostPattern.covers($0.hostname?.value.lowercased() ?? "*", host.value.lowercased())
          })
        else { return nil }
        let attached = routes.routes(of: listener, of: gateway)
        guard attached.contains(where: \.servesRequests), !attached.contains(where: \.redirectsToHTTPS)
        else { return nil }
        let place = other.hostname ?? Located("*", at: other.name?.span ?? other.span)
        return PlainHTTPServer(
          gateway: gateway.metadata, port: listener.port?.value, hosts: [host], secure: place, isListener: true)
      }
    }
  }
}

/// What the servers of some Gateways for the same proxies serve.
private struct ServedHosts {
  private struct Redirect: Hashable {
    var port: Int
    var bind: String
    var name: String
    /// The Gateway of a wildcard; nil stands for all of them.
    var gateway: String?
  }

  private var secure: [String: [(host: GatewayHost, place: Located<String>)]] = [:]
  private var redirected: Set<Redirect> = []

  var isEmpty: Bool { secure.isEmpty }

  init(_ gateways: [Gateway]) {
    for gateway in gateways {
      for server in gateway.servers {
        for written in server.hosts {
          let host = GatewayHost(written.value, of: gateway)
          if server.servesClientsOverHTTPS { secure[host.name, default: []].append((host, written)) }
          if server.tls?.httpsRedirect?.value == true, let port = server.port?.value {
            let bind = server.bind?.value ?? ""
            redirected.insert(Redirect(port: port, bind: bind, name: host.name, gateway: nil))
            guard host.name.hasPrefix("*") else { continue }
            redirected.insert(Redirect(port: port, bind: bind, name: host.name, gateway: gateway.metadata.key))
          }
        }
      }
    }
  }

  func place(of host: GatewayHost) -> Located<String>? {
    for name in [host.name] + HostPattern.wildcards(above: host.name) {
      if let found = secure[name]?.first(where: { $0.host.mayServe(host) }) { return found.place }
    }
    return nil
  }

  func servesSecurely(_ host: GatewayHost) -> Bool { place(of: host) != nil }

  /// Whether some server redirects the host on the port: servers of one port and address share their virtual hosts, and
  /// those of one Gateway their VirtualServices, for whose hosts a wildcard redirects too
  /// (`pilot/pkg/networking/core/gateway.go` buildGatewayHTTPRouteConfig).
  func redirects(_ host: GatewayHost, on server: Gateway.Server, of gateway: Gateway) -> Bool {
    guard let port = server.port?.value else { return false }
    let bind = server.bind?.value ?? ""
    return redirected.contains(Redirect(port: port, bind: bind, name: host.name, gateway: nil))
      || HostPattern.wildcards(above: host.name).contains {
        redirected.contains(Redirect(port: port, bind: bind, name: $0, gateway: gateway.metadata.key))
      }
  }
}

extension Gateway.Server {
  /// Whether it takes plain HTTP, from elsewhere than the same pod, and does not redirect.
  fileprivate var isPlainHTTP: Bool {
    let isLocal = bind.map { $0.value.hasPrefix("127.") || $0.value == "::1" || $0.value.hasPrefix("unix:") } ?? false
    return (portProtocol == .http || portProtocol == .http2) && tls?.httpsRedirect?.value != true && !isLocal
  }

  /// Whether it ends HTTPS of clients outside of the mesh.
  fileprivate var servesClientsOverHTTPS: Bool {
    portProtocol == .https && ["SIMPLE", "MUTUAL", "OPTIONAL_MUTUAL"].contains(tls?.modeName ?? "")
  }
}

extension KubernetesGateway {
  fileprivate func isOneWayOrMutual(_ listener: Listener) -> Bool {
    serverMode(of: listener).map { ["SIMPLE", "MUTUAL", "OPTIONAL_MUTUAL"].contains($0) } ?? false
  }

  /// Whether its Service is not for clients outside of the cluster, or of the private network.
  fileprivate var isInternal: Bool {
    let type = metadata.annotations["networking.istio.io/service-type"]?.value
    return type == "ClusterIP" || podAnnotations.haveInternalLoadBalancer
      || metadata.annotations.haveInternalLoadBalancer || InternalGateways.isTelling(name)
  }
}

extension GatewayHost {
  /// Whether it is a name of a private network only.
  fileprivate var isInternal: Bool { [".local", ".internal", ".svc"].contains { name.hasSuffix($0) } }
}

extension LocatedMap {
  /// Whether annotations ask for a load balancer without public address.
  fileprivate var haveInternalLoadBalancer: Bool {
    entries.contains { annotation in
      let (key, value) = (annotation.key.value.lowercased(), annotation.value.value.lowercased())
      return key.contains("load-balancer")
        && (value.contains("internal") || (key.contains("internal") && value != "false"))
    }
  }
}

/// Tells gateways for traffic inside the mesh, between clusters, or of a private network from those for everybody.
private struct InternalGateways {
  private let mesh: EffectiveMesh
  private var finder: WorkloadFinder

  init(_ mesh: EffectiveMesh) {
    self.mesh = mesh
    finder = WorkloadFinder(mesh)
  }

  /// Whether a name says so.
  static func isTelling(_ name: String) -> Bool {
    let plain = name.lowercased().filter { $0 != "-" && $0 != "_" }
    return ["eastwest", "egress", "internal", "intranet", "private", "local"].contains { plain.contains($0) }
  }

  func contains(name: String) -> Bool { Self.isTelling(name) }

  /// Whether the labels say so, or the Services of the proxies, where the input shows any.
  mutating func contains(selector: LocatedMap) -> Bool {
    if selector.entries.contains(where: { Self.isTelling($0.value.value) }) { return true }
    let services = Set(finder.workloads(matching: selector, in: nil).flatMap { mesh.registry.services(of: $0) })
      .compactMap { index -> Service? in
        guard case .service(let position) = mesh.services[index].origin else { return nil }
        return mesh.mesh.services[position]
      }
    return !services.isEmpty
      && services.allSatisfy { service in
        !["LoadBalancer", "NodePort"].contains(service.type?.value ?? "")
          || service.metadata.annotations.haveInternalLoadBalancer
      }
  }
}
