import Diagnostics

extension AdmissionReview {
  /// `pkg/config/validation/validation.go` ValidateServiceEntry.
  mutating func validateServiceEntry(_ root: ManifestNode) {
    let spec = root["spec"]
    let entry = ReviewedServiceEntry(spec, place: spec?.span ?? metadata.span)
    if let selector = entry.selector {
      guard validateAlpha(selector, of: "service entry") else { return }
      if let endpoints = spec?.nonEmpty("endpoints") {
        refuse("only one of WorkloadSelector or Endpoints is allowed in Service Entry", at: endpoints.span)
      }
    }
    if entry.hosts.isEmpty {
      refuse("service entry must have at least one host", at: spec?["hosts"]?.span ?? entry.place)
    }
    for host in entry.hosts {
      if host.value == "*" {
        refuse("invalid host *", at: host.span)
      } else {
        validate(wildcardDomain: host)
        if entry.resolution != .DYNAMIC_DNS, let problem = Syntax.problem(withPartialWildcard: host.value) {
          warn(problem, at: host.span)
        }
      }
    }
    validateAddresses(of: entry)
    validatePorts(of: entry)
    switch entry.resolution {
    case .NONE: validateWithoutResolution(entry)
    case .STATIC:
      let ports = Set(entry.ports.map(\.name.value))
      for endpoint in entry.endpoints { validate(workload: endpoint, of: ports) }
    case .DNS, .DNS_ROUND_ROBIN: validateDNS(entry)
    case .DYNAMIC_DNS: validateDynamicDNS(entry)
    // The schema knows that there is no such resolution.
    case nil: break
    }
    if let resolution = entry.resolution, resolution != .NONE, entry.hosts.count > 1,
      let port = entry.ports.first(where: { !$0.parsed.isHTTP && !$0.parsed.isTLS })
    {
      refuse("multiple hosts provided with non-HTTP, non-TLS ports", at: port.protocolName?.span ?? port.span)
    }
    validateExport(to: spec?["exportTo"]?.strings ?? [], isServiceEntry: true)
  }

  /// ValidateAlphaWorkloadSelector. Returns false where its errors end the validation of the whole object.
  mutating func validateAlpha(_ selector: Selector, of kind: String) -> Bool {
    let count = rejections.count
    validate(labelsOf: selector)
    if selector.labels.isEmpty {
      let reason = "workload selector specified without labels, will be applied to all services in namespace"
      warn("\(kind): \(reason)", at: selector.span)
    }
    return rejections.count == count || selector.labels.isEmpty
  }

  private mutating func validateAddresses(of entry: ReviewedServiceEntry) {
    for address in entry.addresses { validate(subnet: address) }
    guard let resolution = entry.resolution, resolution != .NONE, resolution != .STATIC,
      let range = entry.addresses.first(where: { $0.value.utf8.contains(UInt8(ascii: "/")) })
    else { return }
    refuse("CIDR addresses are allowed only for NONE/STATIC resolution types", at: range.span)
  }

  private mutating func validatePorts(of entry: ReviewedServiceEntry) {
    var names: Set<String> = []
    var numbers: Set<Int> = []
    for port in entry.ports {
      if !names.insert(port.name.value).inserted {
        refuse("service entry port name \(goQuoted(port.name.value)) already defined", at: port.name.span)
      }
      if !numbers.insert(port.number.value).inserted {
        refuse("service entry port \(port.number.value) already defined", at: port.number.span)
      }
      if let target = port.targetPort, target.value != 0 { validate(port: target) }
      // The label `networking.istio.io/enable-autoallocate-ip` is not given to Istio's analyzer.
      if entry.addresses.isEmpty, entry.resolution == .NONE, ["", "TCP"].contains(port.protocolName?.value ?? "") {
        let reason =
          "addresses are required for ports serving TCP (or unset) protocol when IP Autoallocation is not enabled"
        warn(reason, at: port.protocolName?.span ?? port.number.span)
      }
      validate(portName: port.name)
      validate(protocolName: port.protocolName)
      validate(port: port.number)
    }
  }

  // MARK: Resolutions

  private mutating func validateWithoutResolution(_ entry: ReviewedServiceEntry) {
    if let endpoint = entry.endpoints.first {
      refuse("no endpoints should be provided for resolution type none", at: endpoint.span)
    }
    if let selector = entry.selector {
      warn("workloadSelector should not be set when resolution mode is NONE", at: selector.span)
    }
  }

  private mutating func validateDNS(_ entry: ReviewedServiceEntry) {
    let name = entry.resolutionName
    if entry.endpoints.isEmpty {
      for host in entry.hosts {
        guard let problem = Syntax.problem(withFQDN: host.value) else { continue }
        let reason =
          "hosts must be FQDN or contain only prefix wildcards if no endpoints are provided for resolution mode"
        refuse("\(reason) \(name), \(problem)", at: host.span)
        break
      }
    }
    if entry.resolution == .DNS_ROUND_ROBIN, entry.endpoints.count > 1 {
      refuse("there must only be 0 or 1 endpoint for resolution mode \(name)", at: entry.endpoints[1].span)
    }
    let ports = Set(entry.ports.map(\.name.value))
    for endpoint in entry.endpoints {
      let address = endpoint["address"]?.string ?? Located("", at: endpoint.span)
      validate(endpointAddress: address)
      if let labels = endpoint["labels"] { validate(labels: labels) }
      validate(workloadPorts: endpoint["ports"], of: ports)
    }
    guard !entry.addresses.isEmpty, entry.hosts.count > 1 else { return }
    if let port = entry.ports.first(where: { $0.parsed.isTCP }) {
      let reason = "service entry can not have more than one host specified simultaneously with address and tcp port"
      warn(reason, at: port.protocolName?.span ?? port.span)
    }
  }

  private mutating func validateDynamicDNS(_ entry: ReviewedServiceEntry) {
    let name = entry.resolutionName
    if entry.hosts.isEmpty {
      refuse("at least one wildcard host must be provided for resolution type \(name)", at: entry.place)
    }
    for host in entry.hosts where !host.value.hasPrefix("*") {
      refuse("host must be wildcarded for resolution mode \(name)", at: host.span)
    }
    if let address = entry.addresses.first {
      let reason =
        "addresses cannot be set for resolution type \(name). HTTP route domains will only be generatedfrom the hosts "
        + "field values"
      refuse(reason, at: address.span)
    }
    if let endpoint = entry.endpoints.first {
      let reason =
        "endpoints cannot be set for resolution type \(name). Destination IP address determined from hostsfield values"
      refuse(reason, at: endpoint.span)
    }
    for port in entry.ports where ![.http, .tls, .grpc, .http2].contains(port.parsed) {
      let reason = "only HTTP, TLS, GRPC, and HTTP2 protocols are supported for resolution type \(name)"
      refuse(reason, at: port.protocolName?.span ?? port.span)
    }
    // usesWaypoint.
    if let location = entry.location, location.value == "MESH_INTERNAL",
      let waypoint = metadata.labels["istio.io/use-waypoint"],
      !waypoint.value.isEmpty, waypoint.value.lowercased() != "none"
    {
      let reason = "location MESH_INTERNAL with resolution type \(name) is not supported when using waypoints"
      refuse(reason, at: location.span)
    }
  }
}

/// What several checks of a ServiceEntry look at.
private struct ReviewedServiceEntry {
  let place: SourceSpan
  let selector: Selector?
  let hosts: [Located<String>]
  let addresses: [Located<String>]
  let ports: [ReviewedPort]
  let endpoints: [ManifestNode]
  /// Nil where the manifest names one that does not exist.
  let resolution: ServiceEntry.Resolution?
  let location: Located<String>?

  init(_ spec: ManifestNode?, place: SourceSpan) {
    self.place = place
    selector = spec?["workloadSelector"].map { Selector($0, labels: $0["labels"]) }
    hosts = spec?["hosts"]?.strings ?? []
    addresses = spec?["addresses"]?.strings ?? []
    ports = spec?["ports"]?.compactMapItems(ReviewedPort.init) ?? []
    endpoints = spec?.items("endpoints") ?? []
    resolution = spec?["resolution"].map { ServiceEntry.Resolution(rawValue: $0.string?.value ?? "") } ?? .NONE
    location = spec?["location"]?.string
  }

  var resolutionName: String { resolution?.rawValue ?? "" }
}
