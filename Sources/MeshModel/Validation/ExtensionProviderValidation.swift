import Diagnostics
import YAMLTree

// `pkg/config/validation/agent/extensionprovider.go` validateExtensionProvider. Istio logs what it says and goes on
// without the provider.
extension AdmissionReview {
  /// The kinds of providers that name a service and its port.
  private static let kindsWithService: Set<String> = [
    "envoyExtAuthzHttp", "envoyExtAuthzGrpc", "zipkin", "lightstep", "datadog", "opencensus", "skywalking",
    "envoyOtelAls", "opentelemetry", "envoyHttpAls", "envoyTcpAls",
  ]

  mutating func validate(extensionProviders list: ManifestNode) {
    var names: Set<String> = []
    list.forEachItem { validate(extensionProvider: $0, after: &names) }
  }

  private mutating func validate(extensionProvider node: ManifestNode, after names: inout Set<String>) {
    let name = node["name"]?.string ?? Located("", at: node.span)
    var found = AdmissionReview(metadata)
    if name.value.isEmpty {
      found.refuse("empty extension provider name", at: name.span)
    } else if !names.insert(name.value).inserted {
      found.refuse("duplicate extension provider name \(name.value)", at: name.span)
    }
    var hasKind = false
    node.forEachPair { key, provider in
      guard let kind = key.string, kind.value != "name", !provider.node.isNull else { return }
      hasKind = true
      guard Self.kindsWithService.contains(kind.value) else { return }
      found.validate(provider: provider, kind)
      if kind.value.hasPrefix("envoyExtAuthz") { found.validate(authorizerName: name) }
    }
    if !hasKind { found.refuse("unsupported provider: <nil> of type <nil>", at: name.span) }
    for problem in found.rejections {
      note(
        .unusableExtensionProvider(name: name.value), "invalid extension provider \(name.value): \(problem.reason)",
        at: problem.span)
    }
  }

  private mutating func validate(provider: ManifestNode, _ kind: Located<String>) {
    let port = provider["port"]?.int ?? Located(0, at: kind.span)
    switch kind.value {
    case "zipkin", "lightstep", "datadog", "opencensus", "skywalking", "envoyExtAuthzGrpc":
      refuse(with: "invalid service port:") { $0.validate(port: port) }
    default: validate(port: port)
    }
    validate(providerService: provider["service"]?.string ?? Located("", at: kind.span))
    switch kind.value {
    case "envoyExtAuthzHttp", "envoyExtAuthzGrpc":
      provider["statusOnError"]?.string.map { validate(statusOnError: $0) }
      if let prefix = provider["pathPrefix"]?.string, !prefix.value.isEmpty, !prefix.value.hasPrefix("/") {
        refuse("pathPrefix should begin with `/` but found \(goQuoted(prefix.value))", at: prefix.span)
      }
    case "lightstep":
      let token = provider["accessToken"]?.string ?? Located("", at: kind.span)
      if token.value.isEmpty { refuse("access token is required", at: token.span) }
    case "opentelemetry":
      if provider["grpc"] != nil, let http = provider["http"] {
        refuse("OpenTelemetryTracingProvider cannot specify both grpc and http", at: http.span)
      }
    default: break
    }
  }

  /// validateExtensionProviderService: a host or address, or `namespace/host`.
  private mutating func validate(providerService service: Located<String>) {
    guard !service.value.isEmpty else {
      refuse("service must not be empty", at: service.span)
      return
    }
    if service.value.utf8.contains(UInt8(ascii: "/")) {
      if let problem = Syntax.problems(withHost: service.value, of: .sidecar).first {
        refuse(problem, at: service.span)
      }
    } else if Syntax.problem(withFQDN: service.value) != nil, Syntax.address(service.value) == nil {
      refuse("invalid service fmt \(service.value): \(service.value) is not a valid IP", at: service.span)
    }
  }

  /// The status codes that Envoy has names for.
  private static let statusCodes: [ClosedRange<Int>] = [
    0...0, 100...100, 200...208, 226...226, 300...305, 307...308, 400...417, 421...424, 426...426, 428...429, 431...431,
    500...508, 510...511,
  ]

  private mutating func validate(statusOnError status: Located<String>) {
    guard !status.value.isEmpty else { return }
    if let code = Int(status.value) {
      guard !Self.statusCodes.contains(where: { $0.contains(code) }) else { return }
      refuse("unsupported statusOnError value \(status.value)", at: status.span)
    } else {
      let problem = "strconv.ParseInt: parsing \(goQuoted(status.value)): invalid syntax"
      refuse("invalid statusOnError value \(status.value): \(problem)", at: status.span)
    }
  }

  /// `pilot/pkg/security/authz/builder/extauthz.go` validateProviderName.
  private mutating func validate(authorizerName name: Located<String>) {
    let bytes = Array(name.value.utf8)
    let isPlain = bytes.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }
    if bytes.count > 63 {
      refuse("provider name too long (max 63 characters): \(bytes.count)", at: name.span)
    } else if !isPlain {
      refuse("only lowercase letters, digits, and hyphens allowed", at: name.span)
    } else if bytes.first == 0x2d || bytes.last == 0x2d {
      refuse("provider name cannot start or end with hyphen", at: name.span)
    }
  }
}
