import Diagnostics
import YAMLTree

extension AdmissionReview {
  /// `pkg/config/validation/validation.go` ValidateWorkloadEntry.
  mutating func validateWorkloadEntry(_ root: ManifestNode) { validate(workload: root["spec"], of: nil) }

  /// validateWorkloadEntry, of a WorkloadEntry or an endpoint of a ServiceEntry.
  ///
  /// `servicePorts`: The names of the ServiceEntry's ports; nil for a WorkloadEntry, whose address may be a host name.
  mutating func validate(workload node: ManifestNode?, of servicePorts: Set<String>?) {
    let place = node?.span ?? metadata.span
    let address = node?["address"]?.string ?? Located("", at: place)
    if address.value.isEmpty {
      guard let network = node?["network"]?.string, !network.value.isEmpty else {
        refuse("address is required", at: address.span)
        return
      }
      warn("address is unset with network \(goQuoted(network.value))", at: network.span)
    }
    let isSocket = address.value.hasPrefix(Syntax.socketPrefix)
    let ports = node?["ports"]
    if isSocket {
      validate(socket: address)
      // Of an empty map the CustomResourceDefinition complains.
      if let ports, !ports.node.pairs.isEmpty {
        refuse("unix endpoint \(address.value) must not include ports", at: ports.span)
      }
    } else if !address.value.isEmpty {
      if servicePorts == nil {
        validate(endpointAddress: address)
      } else if Syntax.address(address.value) == nil {
        refuse("endpoint address \(goQuoted(address.value)) is not a valid IP address", at: address.span)
      }
    }
    validate(workloadPorts: ports, of: servicePorts)
    if let labels = node?["labels"] { validate(labels: labels) }
    if isSocket, let servicePorts, servicePorts.count != 1 {
      refuse("exactly 1 service port required for unix endpoints", at: address.span)
    }
  }

  /// An address, or a host name that is one for DNS.
  mutating func validate(endpointAddress address: Located<String>) {
    guard Syntax.address(address.value) == nil, Syntax.problem(withFQDN: address.value) != nil else { return }
    let reason = "endpoint address \(goQuoted(address.value)) is not a valid FQDN or an IP address"
    refuse(reason, at: address.span)
  }

  /// The ports of a workload by their names, each of which is one of the ServiceEntry's ports, if there is one.
  mutating func validate(workloadPorts ports: ManifestNode?, of servicePorts: Set<String>?) {
    guard let ports else { return }
    for (name, port) in ports.namedPorts {
      if let servicePorts, !servicePorts.contains(name.value) {
        refuse("endpoint port \(port.value) is not defined by the service entry", at: name.span)
      }
      validate(portName: name)
      validate(port: port)
    }
  }

  // MARK: WorkloadGroup

  /// `pkg/config/validation/validation.go` ValidateWorkloadGroup.
  mutating func validateWorkloadGroup(_ root: ManifestNode) {
    let spec = root["spec"]
    if spec?["template"] == nil { return refuse("template is required", at: spec?.span ?? metadata.span) }
    if let labels = spec?["metadata"]?["labels"] {
      var review = AdmissionReview(metadata)
      review.validate(labels: labels)
      if let first = review.rejections.first {
        refuse("invalid labels: \(goErrorList(review.rejections.map(\.reason)))", at: first.span)
        return
      }
    }
    if let probe = spec?["probe"] { validate(probe: probe) }
  }

  /// validateReadinessProbe.
  private mutating func validate(probe: ManifestNode) {
    for field in Self.probeFields {
      if let number = probe[field]?.int, number.value < 0 { refuse("\(field) must be non-negative", at: number.span) }
    }
    if let get = probe["httpGet"] {
      validate(port: get["port"]?.int ?? Located(0, at: get.span))
      if let scheme = get["scheme"]?.string, !["", "HTTP", "HTTPS"].contains(scheme.value) {
        refuse(#"httpGet.scheme must be one of "HTTPS", "HTTP""#, at: scheme.span)
      }
      get["httpHeaders"]?.forEachItem { validate(probeHeader: $0) }
    } else if let socket = probe["tcpSocket"] {
      validate(port: socket["port"]?.int ?? Located(0, at: socket.span))
    } else if let exec = probe["exec"] {
      if exec.nonEmpty("command") == nil {
        refuse("exec.command is required", at: exec["command"]?.span ?? exec.span)
      }
    } else {
      let grpc = probe["grpc"]
      let type = grpc == nil ? "<nil>" : "*v1alpha3.ReadinessProbe_Grpc"
      refuse("unknown health check method \(type)", at: grpc?.span ?? probe.span)
    }
  }

  private static let probeFields: [StaticString] = [
    "periodSeconds", "initialDelaySeconds", "timeoutSeconds", "successThreshold", "failureThreshold",
  ]

  /// ValidateProbeHeaderName.
  private mutating func validate(probeHeader header: ManifestNode) {
    let name = header["name"]?.string ?? Located("", at: header.span)
    if name.value.isEmpty {
      refuse("header name cannot be empty", at: name.span)
    } else if !name.value.utf8.allSatisfy({ Syntax.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }) {
      refuse("header name \(name.value) is not a valid header name", at: name.span)
    }
  }
}

extension ManifestNode {
  /// The numbers of a mapping of names to ports.
  fileprivate var namedPorts: [(name: Located<String>, port: Located<Int>)] {
    compactMapPairs { key, value in
      guard let name = key.string, let port = value.int else { return nil }
      return (name, port)
    }
  }
}
