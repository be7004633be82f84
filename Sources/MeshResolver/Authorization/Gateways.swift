import MeshModel

/// What a gateway does on one of its ports for some hosts: a server of an Istio Gateway, or a listener of the Gateway
/// API, which Istio makes one of.
struct GatewayServer {
  var portProtocol: PortProtocol
  /// `tls.mode`; nil for a server without TLS.
  var mode: String?
  /// In lower case, without namespaces.
  var hosts: [String]

  init(_ server: Gateway.Server) {
    portProtocol = PortProtocol(parsing: server.protocolName?.value ?? "")
    // Without a mode, TLS is passed through.
    mode = server.tls.map { $0.mode?.value ?? "PASSTHROUGH" }
    hosts = server.hosts.map { $0.value.split(separator: "/").last.map(String.init)?.lowercased() ?? "" }
  }

  init(_ listener: KubernetesGateway.Listener, of gateway: KubernetesGateway) {
    portProtocol = PortProtocol(parsing: listener.protocolName?.value ?? "")
    mode = gateway.serverMode(of: listener)
    hosts = [listener.hostname?.value.lowercased() ?? "*"]
  }

  private var isPassedThrough: Bool { mode == "PASSTHROUGH" || mode == "AUTO_PASSTHROUGH" }

  /// Whether clients are told apart by the name that their TLS asks for. TLS settings of a plain HTTP server count for
  /// nothing but redirects.
  var readsServerName: Bool { mode != nil && !portProtocol.isHTTP }
  /// Whether TLS ends there.
  var endsTLS: Bool { readsServerName && !isPassedThrough }
  /// Whether it hands on connections whose content it does not look at.
  var isConnection: Bool { !portProtocol.isHTTP && (isPassedThrough || portProtocol != .https) }
  /// Whether clients must have a certificate, or may show one (`pilot/pkg/networking/core/listener.go`
  /// BuildListenerTLSContext).
  var wantsCertificate: Bool { endsTLS && (mode == "MUTUAL" || mode == "ISTIO_MUTUAL") }
  var asksForCertificate: Bool { wantsCertificate || (endsTLS && mode == "OPTIONAL_MUTUAL") }

  /// How well the server fits the name that TLS asks for: the longest host that does; nil where none does.
  func fit(of name: String) -> Int? {
    hosts.filter { host in
      host == name || host == "*" || (host.hasPrefix("*.") && name.hasSuffix(host.dropFirst()))
    }.map { $0 == name ? Int.max : $0.utf8.count }.max()
  }
}

extension EffectiveMesh {
  /// No PeerAuthentication and no check of trust domains holds at a gateway: it listens for what Gateways say.
  func gatewayVerdict(on request: Request, of workload: Int, _ subject: PolicySubject) -> Verdict {
    gatewayVerdict(
      on: request, subject, servers: servers(on: request.port, of: workload, subject),
      ProxySettings(annotations: workloads[workload].podAnnotations))
  }

  func gatewayVerdict(on request: Request, of gateway: KubernetesGateway) -> Verdict {
    let subject = PolicySubject(gateway, isWaypoint: isWaypoint(gateway))
    let listeners = gateway.listeners.filter { $0.port?.value == request.port }
    return gatewayVerdict(
      on: request, subject, servers: listeners.map { GatewayServer($0, of: gateway) },
      ProxySettings(annotations: gateway.podAnnotations))
  }

  private func gatewayVerdict(
    on request: Request, _ subject: PolicySubject, servers: [GatewayServer], _ config: ProxySettings?
  ) -> Verdict {
    var server = subject.isWaypoint ? nil : servers.first
    if let name = request.sni?.lowercased(), server?.readsServerName == true {
      server = servers.filter { $0.fit(of: name) != nil }.max { ($0.fit(of: name) ?? 0) < ($1.fit(of: name) ?? 0) }
      if server == nil { return Verdict(.rejectTLS, "no server is for the name \(goQuoted(name))") }
    }
    var isHTTP = request.wire != .tcp
    if let server {
      if server.wantsCertificate, request.principal == nil {
        return Verdict(.rejectTLS, "the server wants a certificate of its clients")
      }
      // Mutual TLS that nobody ends looks like no HTTP.
      isHTTP = isHTTP && (server.endsTLS || request.principal == nil)
      if !server.isConnection, !isHTTP { return Verdict(.rejectProtocol, "the port takes HTTP only") }
    }
    var proxy = ProxyEvaluation(self, subject)
    if !subject.isWaypoint { proxy.trustedProxies = config?.trustedProxies ?? settings.trustedProxies.value }
    return proxy.verdict(
      on: request, identity: server?.asksForCertificate ?? true ? request.principal : nil,
      readsRequests: isHTTP && !(server?.isConnection ?? false))
  }

  /// What Gateways say about a port of a workload: those of the Gateway API that its pods are labelled with, and
  /// Istio's that select it.
  func servers(on number: Int, of workload: Int, _ subject: PolicySubject) -> [GatewayServer] {
    let ports = servicePorts(to: number, of: workload).map(\.port.number) + [number]
    var found: [GatewayServer] = []
    if let gateway = subject.gatewayName.flatMap({ kubernetesGateway($0, in: subject.namespace) }) {
      let listeners = gateway.listeners.filter { $0.port.map { ports.contains($0.value) } ?? false }
      found = listeners.map { GatewayServer($0, of: gateway) }
    }
    for gateway in gateways where workloads[workload].podLabels.satisfies(gateway.selector) {
      found += gateway.servers.filter { $0.port.map { ports.contains($0.value) } ?? false }.map(GatewayServer.init)
    }
    return found
  }
}
