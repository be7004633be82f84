import Diagnostics

extension AdmissionReview {
  /// ValidateVirtualService of `pkg/config/validation/validation.go`, without what annotations change: Istio's
  /// analyzers pass none on, and an object of a user must not have them.
  mutating func validateVirtualService(_ root: ManifestNode) {
    let spec = root["spec"]
    let scope = VirtualServiceScope(spec)
    let (http, tls, tcp) = (spec?.nonEmpty("http"), spec?.nonEmpty("tls"), spec?.nonEmpty("tcp"))
    if scope.isDelegate {
      if let gateway = scope.gateways.first {
        refuse("delegate virtual service must have no gateways specified", at: gateway.span)
      }
      if let tls { refuse("delegate virtual service must have no tls route specified", at: tls.span) }
      if let tcp { refuse("delegate virtual service must have no tcp route specified", at: tcp.span) }
    }
    validate(gateways: scope.gateways)
    validateHosts(scope)
    if http == nil, tls == nil, tcp == nil {
      refuse("http, tcp or tls must be provided in virtual service", at: spec?.span ?? metadata.span)
    }
    http?.forEachItem { validate(httpRoute: $0, scope) }
    tls?.forEachItem { validate(tlsRoute: $0, scope) }
    tcp?.forEachItem { validate(tcpRoute: $0) }
    if let exportTo = spec?["exportTo"] { validateExport(to: exportTo.strings) }
    if let http { noteSuperfluousMatches(of: http, .http) }
    if let tcp { noteSuperfluousMatches(of: tcp, .tcp) }
    if let tls { noteSuperfluousMatches(of: tls, .tls) }
  }

  private mutating func validateHosts(_ scope: VirtualServiceScope) {
    var areValid = true
    for host in scope.hosts {
      let problem =
        scope.appliesToGateway
        ? Self.problem(withGatewayHost: host.value, isSNI: scope.hasSNIHosts)
        : Syntax.problem(withWildcardDomain: host.value)
      if let problem {
        guard Syntax.address(host.value) == nil else { continue }
        refuse(problem, at: host.span)
        areValid = false
      } else if !scope.appliesToGateway, host.value == "*" {
        refuse("wildcard host * is not allowed for virtual services bound to the mesh gateway", at: host.span)
        areValid = false
      }
    }
    guard areValid else { return }
    for (first, second) in scope.hostIndex?.overlaps ?? [] {
      let (first, second) = (scope.hosts[first], scope.hosts[second])
      refuse("duplicate hosts in virtual service: \(first.value) & \(second.value)", at: second.span)
    }
  }

  /// ValidateWildcardDomainForVirtualServiceBoundToGateway, which takes the names that gateways with AUTO_PASSTHROUGH
  /// generate, such as `outbound_.80_._.web.shop.svc.cluster.local`.
  static func problem(withGatewayHost host: String, isSNI: Bool) -> String? {
    guard isSNI, host.utf8.count <= 255, host.hasPrefix("outbound_") else {
      return Syntax.problem(withWildcardDomain: host)
    }
    let format = "outbound_.<PORT>_._.<HOSTNAME>"
    let parts = host.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count >= 4 else { return "domain name \(host) invalid, should follow '\(format)' format" }
    let (port, name) = (parts[1].withoutOuterDots, parts[3].withoutOuterDots)
    let wrong: Substring
    if !port.utf8.contains(where: { (0x30...0x39).contains($0) }) {
      wrong = port
    } else if !name.utf8.contains(where: { (0x61...0x7a).contains($0 | 0x20) }) {
      wrong = name
    } else {
      return nil
    }
    return
      "domain name \(goQuoted(host)) invalid (label \(goQuoted(String(wrong))) invalid). should follow \(format) format"
  }

  /// validateGatewayNames. A name without a namespace is the last that it looks at.
  ///
  /// `warnsOfOldNames`: Whether a warning gets through to the user; Istio loses some of them on the way.
  mutating func validate(gateways: [Located<String>], warnsOfOldNames: Bool = true) {
    for gateway in gateways {
      let text = gateway.value
      guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count > 1, warnsOfOldNames {
          warn(
            "using legacy gatewayName format \(goQuoted(text)); prefer the <namespace>/<name> format: "
              + goQuoted("\(parts[1])/\(parts[0])"), at: gateway.span)
        }
        if let problem = Syntax.problem(withFQDN: text) { refuse(problem, at: gateway.span) }
        return
      }
      let (namespace, name) = (text[..<slash], text[text.utf8.index(after: slash)...])
      if namespace.isEmpty || name.isEmpty {
        refuse("config namespace and gateway name cannot be empty", at: gateway.span)
      }
      if !Syntax.isDNSLabel(namespace) {
        refuse("invalid value for namespace: \(goQuoted(String(namespace)))", at: gateway.span)
      }
      if !Syntax.isDNSLabel(name) {
        refuse("invalid value for gateway name: \(goQuoted(String(name)))", at: gateway.span)
      }
    }
  }
}

/// What the checks of the routes ask about the VirtualService around them.
struct VirtualServiceScope {
  let hosts: [Located<String>]
  let gateways: [Located<String>]
  /// Whether the routes are for gateways alone. Without any gateway they are for the mesh.
  let appliesToGateway: Bool
  /// Whether a `tls` route names hosts.
  let hasSNIHosts: Bool
  /// Nil where nothing needs it.
  let hostIndex: HostIndex?

  init(_ spec: ManifestNode?) {
    hosts = spec?["hosts"]?.strings ?? []
    gateways = spec?["gateways"]?.strings ?? []
    appliesToGateway = !gateways.isEmpty && !gateways.contains { $0.value == "mesh" }
    var hasSNIHosts = false
    spec?["tls"]?.forEachItem { route in
      route["match"]?.forEachItem { if $0.nonEmpty("sniHosts") != nil { hasSNIHosts = true } }
    }
    self.hasSNIHosts = hasSNIHosts
    hostIndex = hosts.count > 1 || hasSNIHosts ? HostIndex(hosts.map(\.value)) : nil
  }

  /// Without hosts it is there to be called by others.
  var isDelegate: Bool { hosts.isEmpty }

  /// Istio's isGateway, which takes a VirtualService without any gateway for one of gateways.
  var hasNoMeshGateway: Bool { appliesToGateway || gateways.isEmpty }
}

/// Hosts by their names, to find those that cover a name without looking at each.
struct HostIndex {
  private let hosts: [String]
  /// The first host with each name.
  private var positions: [String: Int] = [:]
  /// The first host with each text behind the asterisk, and the lengths of these texts.
  private var wildcards: [ArraySlice<UInt8>: Int] = [:]
  private var lengths: Set<Int> = []

  init(_ hosts: [String]) {
    self.hosts = hosts
    for (position, host) in hosts.enumerated() where positions[host] == nil {
      positions[host] = position
      guard host.hasPrefix("*") else { continue }
      let suffix = Array(host.utf8)[1...]
      wildcards[suffix] = position
      lengths.insert(suffix.count)
    }
  }

  /// The wildcards that cover a name or wildcard, itself among them.
  private func wildcards(covering host: String) -> [Int] {
    guard !wildcards.isEmpty else { return [] }
    let bytes = Array(host.utf8)[(host.hasPrefix("*") ? 1 : 0)...]
    return lengths.compactMap { $0 <= bytes.count ? wildcards[bytes.suffix($0)] : nil }
  }

  /// Whether one of the hosts covers a name or wildcard (`pkg/config/host/name.go` SubsetOf).
  func covers(_ host: String) -> Bool { positions[host] != nil || !wildcards(covering: host).isEmpty }

  /// Every two hosts that overlap (`pkg/config/host/name.go` Matches), of the same two names only the first.
  var overlaps: [(first: Int, second: Int)] {
    guard !wildcards.isEmpty || positions.count < hosts.count else { return [] }
    var found: [(first: Int, second: Int)] = []
    for (position, host) in hosts.enumerated() {
      if let first = positions[host], first < position {
        found.append((first, position))
      } else {
        found += wildcards(covering: host).filter { $0 != position }.map { (min($0, position), max($0, position)) }
      }
    }
    return found.sorted { $0 < $1 }
  }
}

extension Substring {
  fileprivate var withoutOuterDots: Substring {
    var rest = drop { $0 == "." }
    while rest.last == "." { rest.removeLast() }
    return rest
  }
}
