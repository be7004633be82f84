import Diagnostics

extension DestinationRule {
  /// `pkg/config/validation/validation.go` ValidateDestinationRule, as far as it is about hosts, subsets, export and TLS.
  var rejections: [Rejection] {
    var review = AdmissionReview(metadata)
    review.validate(wildcardDomain: host)
    review.add(trafficPolicy?.rejections(of: self) ?? [])
    var names: Set<String> = []
    for subset in subsets {
      let name = subset.name.value
      if !names.insert(name).inserted { review.refuse("duplicate subset names: \(name)", at: subset.name.span) }
      if name.isEmpty {
        review.refuse("subset name cannot be empty", at: subset.name.span)
      } else if !Syntax.isDNSLabel(name) {
        review.refuse("subset name is invalid: \(name)", at: subset.name.span)
      }
      review.validate(labels: subset.labels)
      review.add(subset.trafficPolicy?.rejections(of: self) ?? [])
    }
    review.validateExport(to: exportTo, hasSelector: workloadSelector != nil)
    if let workloadSelector { review.validate(workloadSelector) }
    return review.rejections
  }
}

extension TrafficPolicy {
  private static let portFields: Set<String> = ["outlierDetection", "connectionPool", "loadBalancer", "tls"]
  private static let allFields = portFields.union(["portLevelSettings", "tunnel", "proxyProtocol", "retryBudget"])

  /// validateTrafficPolicy and validatePortTrafficPolicies.
  fileprivate func rejections(of rule: DestinationRule) -> [Rejection] {
    if !fields.contains(where: Self.allFields.contains) {
      return [Rejection(rule, "traffic policy must have at least one field", at: span)]
    }
    if fields.contains("tunnel"), fields.contains("proxyProtocol") {
      return [Rejection(rule, "tunnel and proxyProtocol must not be set together", at: span)]
    }
    var found = tls?.rejections(of: rule) ?? []
    for port in ports {
      if port.number == nil, !port.fields.contains("port") {
        found.append(Rejection(rule, "portTrafficPolicy must have valid port", at: port.span))
      }
      if !port.fields.contains(where: Self.portFields.contains) {
        found.append(Rejection(rule, "port traffic policy must have at least one field", at: port.span))
      } else {
        found += port.tls?.rejections(of: rule) ?? []
      }
    }
    return found
  }
}

extension ClientTLS {
  /// `pkg/config/validation/agent/validation.go` ValidateTLS.
  fileprivate func rejections(of rule: DestinationRule) -> [Rejection] {
    func isSet(_ text: Located<String>?) -> Bool { text.map { !$0.value.isEmpty } ?? false }
    let mode = writtenMode?.value ?? .DISABLE
    var found: [Rejection] = []
    func add(_ reason: String, at place: SourceSpan? = nil) { found.append(Rejection(rule, reason, at: place ?? span)) }

    if let name = credentialName, name.value.hasPrefix("configmap://") {
      let parts = name.value.dropFirst("configmap://".count).split(separator: "/")
      if parts.isEmpty || parts.count > 2 {
        add("invalid configmap:// credentialName: invalid resource name \(goQuoted(name.value))", at: name.span)
      } else if rule.namespace.isEmpty || (parts.count == 2 && parts[0] != rule.namespace) {
        let namespace = goQuoted(rule.namespace)
        add(
          "invalid configmap:// credentialName: namespace must match the configuration namespace \(namespace)",
          at: name.span)
      }
    }
    if let skip = insecureSkipVerify, skip.value {
      if mode == .SIMPLE, isSet(caCertificates) || isSet(credentialName) || !subjectAltNames.isEmpty {
        add(
          "cannot specify CaCertificates or CredentialName or SubjectAltNames when InsecureSkipVerify is set true",
          at: skip.span)
      }
      if mode == .MUTUAL, isSet(caCertificates) || !subjectAltNames.isEmpty {
        add("cannot specify CaCertificates or SubjectAltNames when InsecureSkipVerify is set true", at: skip.span)
      }
    }
    if mode == .SIMPLE || mode == .MUTUAL, isSet(credentialName) {
      if isSet(clientCertificate) || isSet(caCertificates) || isSet(privateKey) || isSet(caCrl) {
        add(
          "cannot specify client certificates or CA certificate or CA CRL If credentialName is set",
          at: credentialName?.span)
      }
      return found
    }
    if mode == .MUTUAL {
      if !isSet(clientCertificate) { add("client certificate required for mutual tls") }
      if !isSet(privateKey) { add("private key required for mutual tls") }
    }
    return found
  }
}
