import Diagnostics

extension Gateway {
  /// `pkg/config/validation/validation.go` ValidateGateway.
  var rejections: [Rejection] {
    let validation = GatewayValidation(gateway: self)
    return validation.nameRejections + servers.flatMap(validation.rejections) + validation.portNameRejections
  }
}

/// Goes through one Gateway in the order of Istio's validation.
private struct GatewayValidation {
  let gateway: Gateway

  private func rejection(_ reason: String, at span: SourceSpan) -> Rejection { Rejection(gateway, reason, at: span) }

  var nameRejections: [Rejection] {
    var found: [Rejection] = []
    if !gateway.name.isEmpty, !Syntax.isDNSLabel(gateway.name) {
      found.append(rejection("invalid gateway name: \(goQuoted(gateway.name))", at: gateway.metadata.span))
    }
    if gateway.servers.isEmpty {
      found.append(rejection("gateway must have at least one server", at: gateway.metadata.span))
    }
    return found
  }

  var portNameRejections: [Rejection] {
    var found: [Rejection] = []
    var names: Set<String> = []
    for server in gateway.servers {
      guard let port = server.portSpan else { continue }
      let name = server.portName?.value ?? ""
      if !names.insert(name).inserted {
        let reason = "port names in servers must be unique: duplicate name \(name)"
        found.append(rejection(reason, at: server.portName?.span ?? port))
      }
      if !server.portProtocol.isHTTP, let redirect = server.tls?.httpsRedirect, redirect.value {
        let reason = "tls.httpsRedirect should only be used with http servers"
        found.append(Rejection(gateway, reason, at: redirect.span, isRefused: false))
      }
    }
    return found
  }

  /// validateServer.
  func rejections(of server: Gateway.Server) -> [Rejection] {
    var found: [Rejection] = []
    if server.hosts.isEmpty {
      found.append(rejection("server config must contain at least one host", at: server.span))
    }
    for host in server.hosts {
      found += Syntax.problems(withHost: host.value, of: .gateway).map { rejection($0, at: host.span) }
    }
    let port = portRejections(of: server)
    found += port + bindRejections(of: server)
    found += server.tls?.rejections(of: gateway.metadata) ?? []
    return port.isEmpty ? found + protocolRejections(of: server) : found
  }

  // MARK: Port

  private func portRejections(of server: Gateway.Server) -> [Rejection] {
    guard let port = server.portSpan else { return [rejection("port is required", at: server.span)] }
    var found: [Rejection] = []
    if server.portProtocol == .auto {
      let reason =
        "invalid protocol \(goQuoted(server.protocolName?.value ?? "")), supported protocols are HTTP, HTTP2, GRPC, "
        + "GRPC-WEB, MONGO, REDIS, MYSQL, TCP"
      found.append(rejection(reason, at: server.protocolName?.span ?? port))
    }
    let number = server.port?.value ?? 0
    if number > 0 || !server.isSocket, !(1...65535).contains(number) {
      found.append(
        rejection("port number \(number) must be in the range 1..65535", at: server.port?.span ?? port))
    }
    if let target = server.targetPort, target.value > 0 {
      found.append(rejection("targetPort has no impact on Gateways", at: target.span))
    }
    if (server.portName?.value ?? "").isEmpty {
      found.append(rejection("port name must be set: \(server.portText)", at: server.portName?.span ?? port))
    }
    return found
  }

  private func bindRejections(of server: Gateway.Server) -> [Rejection] {
    guard let bind = server.bind, !bind.value.isEmpty else { return [] }
    guard server.isSocket else {
      return Syntax.address(bind.value) == nil ? [rejection("\(bind.value) is not a valid IP", at: bind.span)] : []
    }
    var found: [Rejection] = []
    let path = bind.value.dropFirst(Syntax.socketPrefix.count)
    if let problem = Syntax.problem(withSocketPath: path) { found.append(rejection(problem, at: bind.span)) }
    if let port = server.port, port.value != 0 {
      found.append(
        rejection("port number must be 0 for unix domain socket: \(server.portText)", at: port.span))
    }
    return found
  }

  private func protocolRejections(of server: Gateway.Server) -> [Rejection] {
    let isTLS = server.portProtocol == .https || server.portProtocol == .tls
    let place = server.protocolName?.span ?? server.span
    guard let tls = server.tls else {
      return isTLS ? [rejection("server must have TLS settings for HTTPS/TLS protocols", at: place)] : []
    }
    guard !isTLS else { return [] }
    guard server.portProtocol.isHTTP else {
      return [rejection("server cannot have TLS settings for non HTTPS/TLS ports", at: place)]
    }
    // Redirects alone are allowed.
    let files = [tls.caCertificates, tls.privateKey, tls.serverCertificate].compactMap(\.self)
    guard !tls.isPassedThrough || files.contains(where: { !$0.value.isEmpty }) else { return [] }
    return [rejection("server cannot have TLS settings for plain text HTTP ports", at: place)]
  }
}

extension Gateway.Server {
  fileprivate var isSocket: Bool { bind?.value.hasPrefix(Syntax.socketPrefix) ?? false }

  /// The port as Go prints the message.
  fileprivate var portText: String {
    var fields: [String] = []
    if let port, port.value != 0 { fields.append("number:\(port.value)") }
    if let protocolName, !protocolName.value.isEmpty { fields.append("protocol:\(goQuoted(protocolName.value))") }
    if let portName, !portName.value.isEmpty { fields.append("name:\(goQuoted(portName.value))") }
    if let targetPort, targetPort.value != 0 { fields.append("target_port:\(targetPort.value)") }
    return fields.joined(separator: " ")
  }

  package var portProtocol: PortProtocol { PortProtocol(parsing: protocolName?.value ?? "") }
}
