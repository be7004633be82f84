import Diagnostics
import StructuralSchema

// `pkg/config/validation/agent/validation.go` ValidateMeshConfig. Istio validates the written configuration laid over
// its defaults (`pkg/config/mesh/mesh.go` ApplyMeshConfig), which are right, so only what is written can be wrong.
extension AdmissionReview {
  /// The mesh configuration and networks of an object that holds some.
  mutating func validateMeshConfiguration(of root: ManifestNode, as kind: KnownKind) {
    switch kind {
    case .configMap:
      let name = metadata.name.value
      guard name == "istio" || name.hasPrefix("istio-") else { return }
      for entry in root["data"]?.map.entries ?? [] where ["mesh", "meshNetworks"].contains(entry.key.value) {
        guard let text = try? EmbeddedYAML(entry), let content = text.root else { continue }
        var found = AdmissionReview(metadata)
        if entry.key.value == "mesh" {
          found.validate(meshConfig: content)
        } else {
          content["networks"].map { found.validate(meshNetworks: $0) }
        }
        add(found.rejections, at: text.place)
      }
    case .meshInstallation:
      let spec = root["spec"]
      validateMeshConfiguration(ofValues: spec?["values"])
      spec?["meshConfig"].map { validate(meshConfig: $0) }
    case .helmRelease: validateMeshConfiguration(ofValues: root["spec"]?["values"])
    default: break
    }
  }

  private mutating func validateMeshConfiguration(ofValues values: ManifestNode?) {
    values?["meshConfig"].map { validate(meshConfig: $0) }
    values?["global"]?["meshNetworks"].map { validate(meshNetworks: $0) }
  }

  mutating func validate(meshConfig config: ManifestNode) {
    var found = AdmissionReview(metadata)
    config["proxyListenPort"].map { port in
      found.refuse(with: "invalid proxy listen port:") { $0.validate(number: port) }
    }
    config["connectTimeout"].map { timeout in
      found.refuse(with: "invalid connect timeout:") { $0.validate(connectTimeout: timeout) }
    }
    if let timeout = config["protocolDetectionTimeout"], timeout.nanoseconds?.remainder(dividingBy: 1e6) ?? 0 != 0 {
      found.refuse(
        "invalid protocol detection timeout: only durations to ms precision are supported", at: timeout.span)
    }
    config["defaultConfig"].map { found.validate(proxyConfig: $0) }
    config["localityLbSetting"].map { found.validate(localities: $0, detectsOutliers: true) }
    found.validate(serviceSettings: config["serviceSettings"])
    found.validate(trustDomainsOf: config)
    config["extensionProviders"].map { found.validate(extensionProviders: $0) }
    found.validate(curvesOf: config)
    addMeshConfiguration(found.rejections)
  }

  /// Adds what was found, as something that spoils the configuration instead of the object that holds it.
  /// Variables are left to whatever fills them in before an installation is made of it.
  private mutating func addMeshConfiguration(_ found: [Rejection]) {
    add(
      found.filter { !$0.reason.contains("${") && !$0.reason.contains("\"$") }.map { rejection in
        var rejection = rejection
        if rejection.consequence == .refusal { rejection.consequence = .unusableMeshConfig }
        return rejection
      })
  }

  /// Adds what was found in a text, at the places of the file.
  private mutating func add(_ found: [Rejection], at place: (SourceSpan) -> SourceSpan) {
    add(
      found.map { rejection in
        var rejection = rejection
        rejection.span = place(rejection.span)
        return rejection
      })
  }

  /// Adds what `check` finds, with words before each text, as Go's `multierror.Prefix` puts them there.
  mutating func refuse(with prefix: String, _ check: (inout AdmissionReview) -> Void) {
    var found = AdmissionReview(metadata)
    check(&found)
    add(
      found.rejections.map { rejection in
        var rejection = rejection
        rejection.reason = "\(prefix) \(rejection.reason)"
        return rejection
      })
  }

  /// ValidatePort, of a number that is written.
  private mutating func validate(number node: ManifestNode) {
    if let number = node.int { validate(port: number) }
  }

  /// ValidateConnectTimeout.
  private mutating func validate(connectTimeout node: ManifestNode) {
    guard let nanoseconds = node.nanoseconds else { return }
    if nanoseconds > 3600e9, nanoseconds.remainder(dividingBy: 1e6) == 0 {
      refuse("time \(GoDuration.text(nanoseconds)) must be >1ms and <1h0m0s", at: node.span)
    } else {
      validate(duration: node)
    }
  }

  /// validateServiceSettings.
  private mutating func validate(serviceSettings: ManifestNode?) {
    var index = 0
    serviceSettings?.forEachItem { settings in
      for host in settings["hosts"]?.strings ?? [] {
        if let problem = Syntax.problem(withWildcardDomain: host.value) {
          refuse("serviceSettings[\(index)], host `\(host.value)`: \(problem)", at: host.span)
        }
      }
      index += 1
    }
  }

  /// validateTrustDomainConfig. Istio counts the aliases after it has sorted them and dropped repetitions.
  private mutating func validate(trustDomainsOf config: ManifestNode) {
    if let domain = config["trustDomain"]?.string, let problem = Syntax.problem(withTrustDomain: domain.value) {
      refuse("trustDomain: \(problem)", at: domain.span)
    }
    let aliases = config["trustDomainAliases"]?.strings ?? []
    guard aliases.contains(where: { Syntax.problem(withTrustDomain: $0.value) != nil }) else { return }
    for (index, name) in Set(aliases.map(\.value)).sorted().enumerated() {
      guard let problem = Syntax.problem(withTrustDomain: name), let alias = aliases.first(where: { $0.value == name })
      else { continue }
      refuse("trustDomainAliases[\(index)], domain `\(name)` : \(problem)", at: alias.span)
    }
  }

  /// `pkg/config/security/security.go` ValidECDHCurves.
  private static let curves: Set<String> = [
    "", "P-224", "P-256", "P-521", "P-384", "X25519", "X25519Kyber768Draft00", "X25519MLKEM768",
  ]

  /// ValidateMeshTLSConfig and ValidateMeshTLSDefaults.
  private mutating func validate(curvesOf config: ManifestNode) {
    if let first = config["meshMTLS"]?["ecdhCurves"]?.strings.first {
      refuse("mesh TLS does not support ECDH curves configuration", at: first.span)
    }
    let written = config["tlsDefaults"]?["ecdhCurves"]?.strings ?? []
    var seen: Set<String> = []
    let repeated = written.filter { Self.curves.contains($0.value) && !seen.insert($0.value).inserted }
    let unknown = written.filter { !Self.curves.contains($0.value) }
    for (problem, curves) in [("unrecognized", unknown), ("duplicate", repeated)] {
      guard let first = curves.first else { continue }
      let names = Set(curves.map(\.value)).sorted().joined(separator: " ")
      warn("detected \(problem) ECDH curves: [\(names)]", at: first.span)
    }
  }

  /// ValidateMeshNetworks.
  mutating func validate(meshNetworks networks: ManifestNode) {
    var found = AdmissionReview(metadata)
    networks.forEachPair { key, network in
      guard let name = key.string?.value else { return }
      found.refuse(with: "invalid network \(name):") { $0.validate(network: network) }
    }
    addMeshConfiguration(found.rejections)
  }

  /// validateNetwork, with `RESOLVE_HOSTNAME_GATEWAYS` at its default.
  private mutating func validate(network: ManifestNode) {
    network["endpoints"]?.forEachItem { endpoint in
      if let subnet = endpoint["fromCidr"]?.string { validate(subnet: subnet) }
      if let registry = endpoint["fromRegistry"]?.string, !Syntax.isDNSLabel(registry.value) {
        refuse("invalid registry name: \(registry.value)", at: registry.span)
      }
    }
    network["gateways"]?.forEachItem { gateway in
      if let name = gateway["registryServiceName"]?.string, let problem = Syntax.problem(withFQDN: name.value) {
        refuse(problem, at: name.span)
      }
      if let address = gateway["address"]?.string, Syntax.address(address.value) == nil,
        Syntax.problem(withFQDN: address.value) != nil
      {
        refuse("\(address.value) is not a valid IP address or DNS name", at: address.span)
      }
      validate(port: gateway["port"]?.int ?? Located(0, at: gateway.span))
    }
  }
}

extension Syntax {
  /// What is wrong with a trust domain (ValidateTrustDomain); nil where nothing is.
  static func problem(withTrustDomain domain: String) -> String? {
    guard !domain.isEmpty else { return "empty domain name not allowed" }
    var labels = domain.split(separator: ".", omittingEmptySubsequences: false)
    // A final dot is allowed.
    if labels.count > 1, labels.last?.isEmpty == true { labels.removeLast() }
    return labels.allSatisfy(isDNSLabel) ? nil : "trust domain name \(goQuoted(domain)) invalid"
  }
}
