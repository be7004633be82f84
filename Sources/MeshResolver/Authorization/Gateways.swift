import MeshModel

/// How a gateway takes connections on one of its ports.
private struct GatewayPort {
  /// Whether it hands on connections whose content it does not look at.
  var isConnection: Bool
  /// Whether TLS ends there.
  var endsTLS: Bool
  /// Whether it asks clients for a certificate, and whether they must have one
  /// (`pilot/pkg/networking/core/listener.go` BuildListenerTLSContext).
  var asksForCertificate: Bool
  var wantsCertificate: Bool

  /// `mode`: `tls.mode` of the server; nil for a server without TLS.
  init(_ portProtocol: PortProtocol, mode: String?) {
    let isPassedThrough = mode == "PASSTHROUGH" || mode == "AUTO_PASSTHROUGH"
    // TLS settings of a plain HTTP server count for nothing but redirects.
    endsTLS = mode != nil && !isPassedThrough && !portProtocol.isHTTP
    isConnection = !portProtocol.isHTTP && (isPassedThrough || portProtocol != .https)
    wantsCertificate = endsTLS && (mode == "MUTUAL" || mode == "ISTIO_MUTUAL")
    asksForCertificate = wantsCertificate || (endsTLS && mode == "OPTIONAL_MUTUAL")
  }
}

extension EffectiveMesh {
  /// No PeerAuthentication and no check of trust domains holds at a gateway: it listens for what Gateways say.
  func gatewayVerdict(on request: Request, of workload: Int, _ subject: PolicySubject) -> Verdict {
    gatewayVerdict(
      on: request, subject, port: gatewayPort(request.port, of: workload),
      ProxyConfig(annotations: workloads[workload].podAnnotations))
  }

  func gatewayVerdict(on request: Request, of gateway: KubernetesGateway) -> Verdict {
    let subject = PolicySubject(gateway, isWaypoint: isWaypoint(gateway))
    let listener = subject.isWaypoint ? nil : gateway.listeners.first { $0.port?.value == request.port }
    let port = listener.map { listener in
      GatewayPort(PortProtocol(parsing: listener.protocolName?.value ?? ""), mode: gateway.serverMode(of: listener))
    }
    return gatewayVerdict(on: request, subject, port: port, ProxyConfig(annotations: gateway.podAnnotations))
  }

  private func gatewayVerdict(
    on request: Request, _ subject: PolicySubject, port: GatewayPort?, _ config: ProxyConfig?
  ) -> Verdict {
    var isHTTP = request.wire != .tcp
    if let port {
      if port.wantsCertificate, request.principal == nil {
        return Verdict(.rejectTLS, "the server wants a certificate of its clients")
      }
      // Mutual TLS that nobody ends looks like no HTTP.
      isHTTP = isHTTP && (port.endsTLS || request.principal == nil)
      if !port.isConnection, !isHTTP { return Verdict(.rejectProtocol, "the port takes HTTP only") }
    }
    var proxy = ProxyEvaluation(self, subject)
    if !subject.isWaypoint { proxy.trustedProxies = config?.trustedProxies ?? settings.trustedProxies.value }
    return proxy.verdict(
      on: request, identity: port?.asksForCertificate ?? true ? request.principal : nil,
      readsRequests: isHTTP && !(port?.isConnection ?? false))
  }

  /// What Istio's Gateways that select a workload say about one of its ports; nil where none does.
  private func gatewayPort(_ number: Int, of workload: Int) -> GatewayPort? {
    let served = registry.services(of: workload).flatMap { services[$0].ports }
      .filter { registry.workloadPort($0, of: workload) == number }.map(\.number)
    let servers = mesh.gateways.filter { workloads[workload].podLabels.satisfies($0.selector) }.flatMap(\.servers)
    let server = servers.first { server in
      server.port.map { $0.value == number || served.contains($0.value) } ?? false
    }
    // Without a mode, TLS is passed through.
    return server.map { server in
      GatewayPort(
        PortProtocol(parsing: server.protocolName?.value ?? ""),
        mode: server.hasTLS ? server.tlsMode?.value ?? "PASSTHROUGH" : nil)
    }
  }
}
