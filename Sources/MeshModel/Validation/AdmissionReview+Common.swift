import Diagnostics
import YAMLTree

// Checks that several kinds share (`pkg/config/validation/validation.go` and `agent/validation.go`).
extension AdmissionReview {
  /// validateWorkloadSelector.
  mutating func validate(_ selector: Selector) {
    validate(labelsOf: selector)
    if selector.labels.isEmpty { warn("workload selector specified without labels", at: selector.span) }
  }

  /// What validateWorkloadSelector and ValidateAlphaWorkloadSelector have in common.
  mutating func validate(labelsOf selector: Selector) {
    for label in selector.labels.entries {
      let (key, value) = (label.key.value, label.value.value)
      if key.isEmpty {
        refuse("empty key is not supported in selector: \(goQuoted("\(key)=\(value)"))", at: label.key.span)
      }
      if key.utf8.contains(UInt8(ascii: "*")) || value.utf8.contains(UInt8(ascii: "*")) {
        refuse("wildcard is not supported in selector: \(goQuoted("\(key)=\(value)"))", at: label.value.span)
      }
    }
  }

  /// Selector and targets of a policy: validateOneOfSelectorType, validateWorkloadSelector and
  /// validatePolicyTargetReferences, in this order.
  mutating func validatePolicyTargets(_ spec: ManifestNode?) {
    let (selector, target, targets) = (spec?["selector"], spec?["targetRef"], spec?.nonEmpty("targetRefs"))
    if let first = selector ?? target, target != nil && selector != nil || targets != nil {
      refuse("only one of targetRefs or workloadSelector can be set", at: first.span)
    }
    if let selector { validate(Selector(selector, labels: selector["matchLabels"])) }
    if let target { validate(target: ObjectReference(target)) }
    targets?.forEachItem { validate(target: ObjectReference($0)) }
  }

  /// validatePolicyTargetReference.
  mutating func validate(target: ObjectReference) {
    if (target.name?.value ?? "").isEmpty { refuse("targetRef name must be set", at: target.span) }
    if let namespace = target.namespace, !namespace.value.isEmpty {
      refuse(
        "targetRef namespace must not be set; cross namespace referencing is not supported", at: namespace.span)
    }
    let (group, kind) = (target.group?.value ?? "", target.kind?.value ?? "")
    switch (group, kind) {
    case ("", "Service"), ("core", "Service"), ("networking.istio.io", "ServiceEntry"),
      ("gateway.networking.k8s.io", "Gateway"), ("gateway.networking.k8s.io", "GatewayClass"):
      return
    default: break
    }
    let list =
      "[/v1/Service networking.istio.io/v1/ServiceEntry gateway.networking.k8s.io/v1/Gateway gateway.networking.k8s.io/v1/GatewayClass]"
    refuse("targetRef must be to one of \(list) but was \(group)/\(kind)", at: target.kind?.span ?? target.span)
  }

  /// validateExportTo.
  mutating func validateExport(to entries: [Located<String>], hasSelector: Bool = false, isServiceEntry: Bool = false) {
    guard let first = entries.first else { return }
    if entries.count == 1, !hasSelector, first.value == "." || first.value == "*" { return }
    let own = metadata.namespaceName
    var seen: Set<String> = []
    for entry in entries {
      let key = entry.value == "." ? own : entry.value
      if seen.contains(key) {
        refuse(
          key == entry.value
            ? "duplicate entries in exportTo for entry \(key)"
            : "duplicate entries in exportTo: . and current namespace \(own)", at: entry.span)
      } else if key == "~", !isServiceEntry {
        refuse("exportTo ~ (none) is not allowed for Istio configuration objects", at: entry.span)
      } else if key != "*", key != "~", !Syntax.isDNSLabel(key), !(entry.value == "." && own.isEmpty) {
        refuse("only .,*, or a valid DNS 1123 label is allowed as exportTo entry", at: entry.span)
      } else {
        seen.insert(key)
      }
    }
    if hasSelector, !seen.isEmpty {
      if !seen.contains(own) {
        refuse("destination rule with workload selector cannot have exportTo beyond current namespace", at: first.span)
      } else if seen.count > 1 {
        refuse("destination rule with workload selector cannot have multiple entries in exportTo", at: first.span)
      }
    }
    if seen.contains("*"), entries.count > 1 {
      refuse("cannot have both public (*) and non-public exportTo values for a resource", at: first.span)
    }
    if seen.contains("~"), entries.count > 1 {
      refuse("cannot export service entry to no one (~) and someone", at: first.span)
    }
  }

  /// `pkg/config/labels/instance.go` Validate.
  mutating func validate(labels: ManifestNode) {
    labels.forEachPair { key, value in
      if let key = key.string, let value = value.string { validate(label: key, value) }
    }
  }

  private mutating func validate(label key: Located<String>, _ value: Located<String>) {
    if let problem = Syntax.problem(withLabelKey: key.value) { refuse(problem, at: key.span) }
    if !Syntax.isLabelValue(value.value) { refuse("invalid tag value: \(goQuoted(value.value))", at: value.span) }
  }

  /// ValidateWildcardDomain.
  mutating func validate(wildcardDomain domain: Located<String>) {
    if let problem = Syntax.problem(withWildcardDomain: domain.value) { refuse(problem, at: domain.span) }
  }

  /// ValidateWildcardDomain of a field, which is empty where it is missing. Nothing is built for a plain name.
  mutating func validate(wildcardDomain node: ManifestNode?, missingFrom owner: SourceSpan) {
    if let node, node.node.bytes.withUnsafeBufferPointer(Syntax.isPlainName) { return }
    validate(wildcardDomain: node?.string ?? Located("", at: owner))
  }

  /// ValidatePort. A port that is not written is 0, with the place of what should have it.
  mutating func validate(port: Located<Int>) {
    if !(1...65535).contains(port.value) {
      refuse("port number \(port.value) must be in the range 1..65535", at: port.span)
    }
  }

  /// ValidatePortName, of a port whose name is `name`, or has none.
  mutating func validate(portName name: Located<String>) {
    if !Syntax.isDNSLabel(name.value) { refuse("invalid port name: \(name.value)", at: name.span) }
  }

  /// ValidateProtocol, of a field that may be left out.
  mutating func validate(protocolName name: Located<String>?) {
    guard let name, !name.value.isEmpty, PortProtocol(parsing: name.value) == .auto else { return }
    refuse("unsupported protocol: \(name.value)", at: name.span)
  }

  /// ValidateIPAddress.
  mutating func validate(address: Located<String>) {
    if Syntax.address(address.value) == nil { refuse("\(address.value) is not a valid IP", at: address.span) }
  }

  /// ValidateUnixAddress, of an address that starts with `unix://`.
  mutating func validate(socket address: Located<String>) {
    let path = address.value.dropFirst(Syntax.socketPrefix.count)
    if let problem = Syntax.problem(withSocketPath: path) { refuse(problem, at: address.span) }
  }

  /// ValidateIPSubnet: an address or a CIDR range.
  mutating func validate(subnet: Located<String>) {
    if subnet.value.utf8.count(where: { $0 == UInt8(ascii: "/") }) == 1 {
      if Syntax.problem(withPrefix: subnet.value) != nil {
        refuse("\(subnet.value) is not a valid CIDR block", at: subnet.span)
      }
    } else if Syntax.address(subnet.value) == nil {
      refuse("\(subnet.value) is not a valid IP", at: subnet.span)
    }
  }

  /// ValidateDuration, of a field that may be left out.
  mutating func validate(duration node: ManifestNode?) {
    guard let node, let length = node.nanoseconds else { return }
    if length < 1e6 {
      refuse("duration must be greater than 1ms", at: node.span)
    } else if length.truncatingRemainder(dividingBy: 1e6) != 0 {
      refuse("only durations to ms precision are supported", at: node.span)
    }
  }
}

extension ManifestNode {
  /// The items of a list, mappings for the most part.
  func items(_ key: StaticString) -> [ManifestNode] { self[key]?.compactMapItems(\.self) ?? [] }

  /// A list that has items: Istio's decoder makes nothing of an empty one.
  func nonEmpty(_ key: StaticString) -> ManifestNode? {
    self[key].flatMap { $0.isEmptySequence ? nil : $0 }
  }
}
