import MeshModel

/// How a gateway takes connections on one of its ports.
private struct GatewayPort {
  /// Whether it hands on connections whose content it does not look at.
  var isConnection: Bool
  /// Whether it asks clients for a certificate.
  var asksForCertificate: Bool
}

extension EffectiveMesh {
  /// No PeerAuthentication and no check of trust domains holds at a gateway: it listens for what Gateways say.
  func gatewayVerdict(on request: Request, of workload: Int, _ subject: PolicySubject) -> Verdict {
    gatewayVerdict(on: request, subject, port: gatewayPort(request.port, of: workload))
  }

  func gatewayVerdict(on request: Request, of gateway: KubernetesGateway) -> Verdict {
    let listener = gateway.listeners.first { $0.port?.value == request.port }
    let port = listener.map { listener in
      GatewayPort(
        isConnection: ["TCP", "TLS"].contains(listener.protocolName?.value.uppercased() ?? ""),
        asksForCertificate: true)
    }
    return gatewayVerdict(on: request, PolicySubject(gateway, isWaypoint: isWaypoint(gateway)), port: port)
  }

  private func gatewayVerdict(on request: Request, _ subject: PolicySubject, port: GatewayPort?) -> Verdict {
    if let port, !port.isConnection, request.wire == .tcp {
      return Verdict(.rejectProtocol, "the port takes HTTP only")
    }
    var proxy = ProxyEvaluation(self, subject)
    proxy.trustsForwardedFor = subject.isWaypoint
    return proxy.verdict(
      on: request, identity: port?.asksForCertificate ?? true ? request.principal : nil,
      readsRequests: request.wire != .tcp && !(port?.isConnection ?? false))
  }

  /// What Istio's Gateways that select a workload say about one of its ports; nil where none does.
  private func gatewayPort(_ number: Int, of workload: Int) -> GatewayPort? {
    let served = registry.services(of: workload).flatMap { services[$0].ports }
      .filter { registry.workloadPort($0, of: workload) == number }.map(\.number)
    let servers = mesh.gateways.filter { workloads[workload].podLabels.satisfies($0.selector) }.flatMap(\.servers)
    let server = servers.first { server in
      server.port.map { $0.value == number || served.contains($0.value) } ?? false
    }
    guard let server else { return nil }
    let portProtocol = PortProtocol(parsing: server.protocolName?.value ?? "")
    let mode = server.tlsMode?.value ?? ""
    let isPassedThrough = mode == "PASSTHROUGH" || mode == "AUTO_PASSTHROUGH"
    return GatewayPort(
      isConnection: isPassedThrough || !(portProtocol.isHTTP || portProtocol == .https),
      asksForCertificate: ["MUTUAL", "ISTIO_MUTUAL", "OPTIONAL_MUTUAL"].contains(mode))
  }
}
