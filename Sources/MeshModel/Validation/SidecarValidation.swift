import Diagnostics

extension AdmissionReview {
  /// `pkg/config/validation/validation.go` ValidateSidecar.
  mutating func validateSidecar(_ root: ManifestNode) {
    let spec = root["spec"]
    let (ingress, egress) = (spec?.items("ingress") ?? [], spec?.items("egress") ?? [])
    let isEmpty =
      ingress.isEmpty && egress.isEmpty && spec?["outboundTrafficPolicy"] == nil
      && spec?["inboundConnectionPool"] == nil
    // Where the rest is empty the warning about the selector is lost.
    if let selector = spec?["workloadSelector"].map({ Selector($0, labels: $0["labels"]) }),
      !isEmpty || !selector.labels.isEmpty
    {
      guard validateAlpha(selector, of: "sidecar") else { return }
    }
    if isEmpty {
      refuse("sidecar: empty configuration provided", at: spec?.span ?? metadata.span)
      return
    }
    var numbers: Set<Int> = []
    for listener in ingress { validate(ingress: listener, &numbers) }
    if let pool = spec?["inboundConnectionPool"] { validate(connectionPool: pool) }
    validate(egress: egress)
    if let policy = spec?["outboundTrafficPolicy"] { validate(outboundTrafficPolicy: policy) }
  }

  // MARK: Ingress

  private mutating func validate(ingress listener: ManifestNode, _ numbers: inout Set<Int>) {
    guard let port = listener["port"].map(ReviewedPort.init) else {
      refuse("sidecar: port is required for ingress listeners", at: listener.span)
      return
    }
    refuseTargetPort(port)
    if !port.name.value.isEmpty { validate(portName: port.name) }
    validate(protocolName: port.protocolName)
    validate(port: port.number)
    if let bind = listener["bind"]?.string, !bind.value.isEmpty { validate(address: bind) }
    if !numbers.insert(port.number.value).inserted {
      refuse("sidecar: ports on IP bound listeners must be unique", at: port.number.span)
    }
    if let endpoint = listener["defaultEndpoint"]?.string, !endpoint.value.isEmpty {
      validate(defaultEndpoint: endpoint)
    }
    if let tls = listener["tls"] { validate(ingressTLS: Gateway.TLS(tls), of: port) }
    guard let pool = listener["connectionPool"] else { return }
    validate(connectionPool: pool)
    if let http = pool["http"], !port.parsed.isHTTP {
      let name = port.protocolName?.value ?? ""
      let reason =
        "sidecar: HTTP connection pool settings are configured for port \(port.number.value) "
        + "(\(goQuoted(port.name.value))) but its protocol is not HTTP (\(name)); only TCP settings will apply"
      warn(reason, at: http.span)
    }
  }

  private mutating func validate(defaultEndpoint endpoint: Located<String>) {
    if endpoint.value.hasPrefix(Syntax.socketPrefix) {
      validate(socket: endpoint)
      return
    }
    var parts = (host: "", port: "")
    switch GoAddress.split(endpoint.value) {
    case .success(let found): parts = found
    case .failure(let error): refuse(error.description, at: endpoint.span)
    }
    if !["", "127.0.0.1", "0.0.0.0", "::1", "::"].contains(parts.host) {
      let reason =
        "sidecar: defaultEndpoint must be of form 127.0.0.1:<port>,0.0.0.0:<port>,[::1]:port,[::]:port,unix://filepath "
        + "or unset"
      refuse(reason, at: endpoint.span)
    }
    if let number = Int(parts.port) {
      validate(port: Located(number, at: endpoint.span))
    } else {
      let problem = GoAddress.problem(withNumber: parts.port)
      refuse("sidecar: defaultEndpoint port (\(parts.port)) is not a number: \(problem)", at: endpoint.span)
    }
  }

  private mutating func validate(ingressTLS tls: Gateway.TLS, of port: ReviewedPort) {
    if let name = tls.subjectAltNames.first {
      refuse("sidecar: subjectAltNames is not supported in ingress tls", at: name.span)
    }
    if let redirect = tls.httpsRedirect, redirect.value {
      refuse("sidecar: httpsRedirect is not supported", at: redirect.span)
    }
    if let name = tls.credentialName, !name.value.isEmpty {
      refuse("sidecar: credentialName is not currently supported", at: name.span)
    }
    if let name = tls.credentialNames.first {
      refuse("sidecar: credentialNames is not currently supported", at: name.span)
    }
    if let certificate = tls.tlsCertificates.first {
      refuse("sidecar: tls_certificates is not currently supported", at: certificate.span)
    }
    if ["ISTIO_MUTUAL", "AUTO_PASSTHROUGH"].contains(tls.modeName) {
      let reason = "configuration is invalid: cannot set mode to \(tls.modeName) in sidecar ingress tls"
      refuse(reason, at: tls.mode?.span ?? tls.span)
    }
    if !port.parsed.isTLS {
      refuse("server cannot have TLS settings for non HTTPS/TLS ports", at: port.protocolName?.span ?? port.span)
    }
    add(tls.rejections(of: metadata))
  }

  // MARK: Egress

  private mutating func validate(egress listeners: [ManifestNode]) {
    var numbers: Set<Int> = []
    var sockets: Set<String> = []
    for (index, listener) in listeners.enumerated() {
      if let port = listener["port"].map(ReviewedPort.init) {
        validate(egress: listener, port)
        if port.number.value == 0 {
          let bind = listener["bind"]?.string
          if !sockets.insert(bind?.value ?? "").inserted {
            let reason = "sidecar: unix domain socket values for listeners must be unique"
            refuse(reason, at: bind?.span ?? port.span)
          }
        } else if !numbers.insert(port.number.value).inserted {
          refuse("sidecar: ports on IP bound listeners must be unique", at: port.number.span)
        }
      } else if index < listeners.count - 1 {
        let reason = "sidecar: the egress listener with empty port should be the last listener in the list"
        refuse(reason, at: listener.span)
      }
      validate(hostsOf: listener)
    }
  }

  /// validateSidecarEgressPortBindAndCaptureMode.
  private mutating func validate(egress listener: ManifestNode, _ port: ReviewedPort) {
    refuseTargetPort(port)
    if !port.name.value.isEmpty { validate(portName: port.name) }
    validate(protocolName: port.protocolName)
    let bind = listener["bind"]?.string
    guard port.number.value == 0 else {
      validate(port: port.number)
      if let bind, !bind.value.isEmpty { validate(address: bind) }
      return
    }
    if let bind, bind.value.hasPrefix(Syntax.socketPrefix) {
      validate(socket: bind)
    } else {
      let reason = "sidecar: ports with 0 value must have a unix domain socket bind address"
      refuse(reason, at: bind?.span ?? port.number.span)
    }
    if let mode = listener["captureMode"]?.string, mode.value == "IPTABLES" {
      refuse("sidecar: captureMode must be DEFAULT/NONE for unix domain socket listeners", at: mode.span)
    }
  }

  private mutating func validate(hostsOf listener: ManifestNode) {
    let hosts = listener["hosts"]?.strings ?? []
    if hosts.isEmpty {
      let place = listener["hosts"]?.span ?? listener.span
      refuse("sidecar: egress listener must contain at least one host", at: place)
    }
    for host in hosts {
      for problem in Syntax.problems(withHost: host.value, of: .sidecar) { refuse(problem, at: host.span) }
    }
    if hosts.count > 1 { warnOfSuperfluousHosts(hosts) }
  }

  private mutating func warnOfSuperfluousHosts(_ hosts: [Located<String>]) {
    var names: [Substring: Set<Substring>] = [:]
    var everything: SourceSpan?
    for host in hosts {
      guard !host.value.hasPrefix("~"), let slash = host.value.utf8.firstIndex(of: UInt8(ascii: "/")) else { continue }
      let written = host.value[..<slash]
      let namespace = written == "." ? metadata.namespaceName[...] : written
      let name = host.value[host.value.utf8.index(after: slash)...]
      let known = names[namespace] ?? []
      if name == "*" ? !known.isEmpty : known.contains("*") || known.contains(name) {
        warn("duplicated egress host: \(host.value)", at: host.span)
      }
      names[namespace, default: []].insert(name)
      if namespace == "*", name == "*" { everything = everything ?? host.span }
    }
    if let everything, names.count > 1 {
      warn("`*/*` host select all resources, no other hosts can be added", at: everything)
    }
  }

  // MARK: Outbound traffic policy

  /// validateSidecarOutboundTrafficPolicy.
  private mutating func validate(outboundTrafficPolicy policy: ManifestNode) {
    guard let proxy = policy["egressProxy"] else { return }
    let mode = policy["mode"]?.string
    guard mode?.value == "ALLOW_ANY" else {
      let reason = "sidecar: egress_proxy must be set only with ALLOW_ANY outbound_traffic_policy mode"
      refuse(reason, at: mode?.span ?? proxy.span)
      return
    }
    let host = proxy["host"]?.string ?? Located("", at: proxy.span)
    let problem = Syntax.problem(withFQDN: host.value)
    if let problem { refuse(problem, at: host.span) }
    if proxy["port"] == nil { return refuse("sidecar: egress_proxy port must be non-nil", at: proxy.span) }
    // validateDestination says of the host what was said already, or nearly.
    var destination = AdmissionReview(metadata)
    destination.validate(destination: proxy)
    add(destination.rejections.filter { $0.reason != problem })
  }

  // MARK: Ports

  private mutating func refuseTargetPort(_ port: ReviewedPort) {
    if let target = port.targetPort, target.value > 0 {
      refuse("targetPort has no impact on Sidecars", at: target.span)
    }
  }
}
