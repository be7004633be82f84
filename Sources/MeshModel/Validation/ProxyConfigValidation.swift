import Diagnostics
import YAMLTree

extension AdmissionReview {
  /// `pkg/config/validation/validation.go` ValidateProxyConfig.
  mutating func validateProxyConfig(_ root: ManifestNode) {
    let spec = root["spec"]
    if let selector = spec?["selector"] { validate(Selector(selector, labels: selector["matchLabels"])) }
    if let concurrency = spec?["concurrency"]?.int, concurrency.value < 0 {
      refuse("concurrency must be greater than or equal to 0", at: concurrency.span)
    }
  }

  // MARK: Mesh configuration

  /// ValidateMeshConfigProxyConfig, of the `defaultConfig` of a mesh.
  mutating func validate(proxyConfig proxy: ManifestNode) {
    refuse(ifEmpty: proxy["configPath"], "config path must be set")
    refuse(ifEmpty: proxy["binaryPath"], "binary path must be set")
    refuse(ifEmpty: proxy["serviceCluster"], "service cluster must be specified")
    proxy["drainDuration"].map { validate(drainDuration: $0) }
    if let address = proxy["discoveryAddress"]?.string, address.value.isEmpty {
      refuse("discovery address must be set to the proxy discovery service", at: address.span)
    } else {
      validate(proxyAddress: proxy["discoveryAddress"]?.string, of: "discovery address:")
    }
    proxy["tracing"].map { validate(tracing: $0) }
    validate(writtenAddress: proxy["statsdUdpAddress"], of: "statsd udp address")
    validate(writtenAddress: proxy["envoyMetricsServiceAddress"], of: "envoy metrics service address")
    proxy["proxyMetadata"]?.forEachPair { key, _ in
      guard key.node.equals("ISTIO_META_DNS_AUTO_ALLOCATE") else { return }
      warn(
        "'ISTIO_META_DNS_AUTO_ALLOCATE' is deprecated; review https://istio.io/latest/docs/ops/configuration/"
          + "traffic-management/dns-proxy/#dns-auto-allocation-v2 for information about replacement functionality",
        at: key.span)
    }
    validate(writtenAddress: proxy["envoyMetricsService"]?["address"], of: "envoy metrics service address")
    validate(writtenAddress: proxy["envoyAccessLogService"]?["address"], of: "envoy access log service address")
    validate(writtenPort: proxy["proxyAdminPort"], of: "invalid proxy admin port:")
    validate(writtenPort: proxy["statusPort"], of: "invalid status port:")
    if let provider = proxy["privateKeyProvider"] {
      refuse(with: "invalid private key provider configuration:") { $0.validate(privateKeyProvider: provider) }
    }
  }

  private mutating func refuse(ifEmpty node: ManifestNode?, _ reason: String) {
    if let text = node?.string, text.value.isEmpty { refuse(reason, at: text.span) }
  }

  /// ValidateDrainDuration.
  private mutating func validate(drainDuration node: ManifestNode) {
    let count = rejections.count
    refuse(with: "invalid drain duration:") { $0.validate(duration: node) }
    guard rejections.count == count, let length = node.nanoseconds, length.remainder(dividingBy: 1e9) != 0 else {
      return
    }
    refuse("drain time only supports durations to seconds precision", at: node.span)
  }

  private mutating func validate(tracing: ManifestNode) {
    if let tracer = tracing["lightstep"] {
      refuse(with: "invalid lightstep config:") { review in
        let address = tracer["address"]?.string ?? Located("", at: tracer.span)
        if address.value.isEmpty {
          review.refuse("address is required", at: address.span)
        } else {
          review.validate(proxyAddress: address, of: "lightstep address:")
        }
        let token = tracer["accessToken"]?.string ?? Located("", at: tracer.span)
        if token.value.isEmpty { review.refuse("access token is required", at: token.span) }
      }
    }
    for (name, tracer) in [("zipkin", tracing["zipkin"]), ("datadog", tracing["datadog"])] {
      guard let tracer else { continue }
      let address = tracer["address"]?.string ?? Located("", at: tracer.span)
      if let problem = Syntax.problem(withTracerAddress: address.value) {
        refuse("invalid \(name) config: \(problem)", at: address.span)
      }
    }
    if let settings = tracing["tlsSettings"] {
      refuse(with: "invalid tracing TLS config:") { $0.validate(clientTLS: settings) }
    }
  }

  /// ValidateProxyAddress, of a field that may be left out.
  private mutating func validate(proxyAddress address: Located<String>?, of field: String) {
    if let address, let problem = Syntax.problem(withProxyAddress: address.value) {
      refuse("invalid \(field) \(problem)", at: address.span)
    }
  }

  /// The same, where an empty address is the same as none.
  private mutating func validate(writtenAddress node: ManifestNode?, of field: String) {
    guard let address = node?.string, !address.value.isEmpty else { return }
    validate(proxyAddress: address, of: "\(field) \(goQuoted(address.value)):")
  }

  private mutating func validate(writtenPort node: ManifestNode?, of prefix: String) {
    guard let port = node?.int else { return }
    refuse(with: prefix) { $0.validate(port: port) }
  }

  /// validatePrivateKeyProvider, which complains twice about a provider that is not there.
  private mutating func validate(privateKeyProvider: ManifestNode) {
    guard let provider = privateKeyProvider["cryptomb"] ?? privateKeyProvider["qat"] else {
      refuse("private key provider configuration is required", at: privateKeyProvider.span)
      return
    }
    if let delay = provider["pollDelay"] {
      if delay.nanoseconds == 0 { refuse("pollDelay must be non zero", at: delay.span) }
    } else {
      refuse("pollDelay is required", at: provider.span)
    }
  }
}

extension Syntax {
  /// What is wrong with a host and port (ValidateProxyAddress); nil where nothing is.
  static func problem(withProxyAddress text: String) -> String? {
    switch GoAddress.split(text) {
    case .failure(let problem): return "unable to split \(goQuoted(text)): \(problem)"
    case .success(let (host, port)):
      guard let number = Int(port) else {
        return "port (\(port)) is not a number: \(GoAddress.problem(withNumber: port))"
      }
      guard (1...65535).contains(number) else { return "port number \(number) must be in the range 1..65535" }
      guard problem(withFQDN: host) == nil || address(host) != nil else {
        return "\(goQuoted(host)) is not a valid hostname or an IP address"
      }
      return nil
    }
  }

  /// The same for a tracer, which may stand on the node of the proxy (ValidateZipkinCollector).
  fileprivate static func problem(withTracerAddress text: String) -> String? {
    let variable = "$(HOST_IP)"
    guard let start = text.firstRange(of: variable) else { return problem(withProxyAddress: text) }
    return problem(withProxyAddress: String(text[..<start.lowerBound] + "127.0.0.1" + text[start.upperBound...]))
  }
}
