import Diagnostics

extension AuthorizationPolicy {
  /// `pkg/config/validation/validation.go` ValidateAuthorizationPolicy.
  func rejections(_ spec: ManifestNode?) -> [Rejection] {
    let validation = AuthorizationPolicyValidation(policy: self)
    return validation.rejections(spec).map { rejection in
      var rejection = rejection
      if rejection.isRefused { rejection.reason = "invalid policy \(name).\(namespace): \(rejection.reason)" }
      return rejection
    }
  }
}

/// Goes through one policy in the order of Istio's validation.
///
/// Nearly every policy is right, so names and words are put together only where something is wrong.
private struct AuthorizationPolicyValidation {
  let policy: AuthorizationPolicy

  func rejections(_ spec: ManifestNode?) -> [Rejection] {
    var review = AdmissionReview(policy.metadata)
    review.validatePolicyTargets(spec)
    var found = review.rejections + actionRejections
    for (index, rule) in (policy.rules ?? []).enumerated() {
      for from in rule.from ?? [] { found += rejections(of: from, rule: index) }
      for to in rule.to ?? [] { found += rejections(of: to, rule: index) }
      for condition in rule.when ?? [] { found += rejections(of: condition) }
      if let warning = warning(about: rule) { found.append(warning) }
    }
    return found
  }

  private func rejection(_ reason: String, at span: SourceSpan) -> Rejection { Rejection(policy, reason, at: span) }

  // MARK: Action

  private var actionRejections: [Rejection] {
    let place = policy.writtenAction?.span ?? policy.metadata.span
    var found: [Rejection] = []
    switch policy.action {
    case .CUSTOM, .DENY:
      if policy.rules == nil {
        let reason =
          "\(policy.action.rawValue) action without `rules` is meaningless as it will never be triggered, "
          + "add an empty rule `{}` if you want it be triggered for every request"
        found.append(rejection(reason, at: place))
      } else if policy.action == .CUSTOM, (policy.provider?.value ?? "").isEmpty {
        found.append(rejection("`provider.name` must not be empty", at: place))
      }
    case .ALLOW, .AUDIT: break
    }
    if policy.hasProvider, policy.action != .CUSTOM {
      found.append(
        rejection("`provider` must not be with non CUSTOM action, found \(policy.action.rawValue)", at: place))
    }
    return policy.action == .CUSTOM ? found + unsupportedWithCustom : found
  }

  private static let unsupportedSources = [
    "namespaces", "notNamespaces", "serviceAccounts", "notServiceAccounts", "trustDomains", "notTrustDomains",
    "principals", "notPrincipals", "requestPrincipals", "notRequestPrincipals",
  ]

  private var unsupportedWithCustom: [Rejection] {
    (policy.rules ?? []).flatMap { rule -> [Rejection] in
      let fields = (rule.from ?? []).compactMap(\.source).flatMap { source in
        source.fields.filter { Self.unsupportedSources.contains($0.name.value) }
      }
      let keys = (rule.when ?? []).map(\.key).filter { key in
        ["source.namespace", "source.serviceAccount", "source.trustDomain", "source.principal"].contains(key.value)
          || key.value.hasPrefix("request.auth.")
      }
      return fields.map { field in
        rejection("From.\(field.goName) is currently not supported with CUSTOM action", at: field.name.span)
      } + keys.map { rejection("\($0.value) is currently not supported with CUSTOM action", at: $0.span) }
    }
  }

  // MARK: Rules

  private func rejections(of from: AuthorizationPolicy.From, rule: Int) -> [Rejection] {
    guard let source = from.source else {
      return [rejection("`from.source` must not be nil, found at rule \(rule)", at: from.span)]
    }
    let known = source.fields.lazy.filter { Self.sourceFields.contains($0.name.value) }
    var found: [Rejection] = []
    if let account = known.first(where: { ["serviceAccounts", "notServiceAccounts"].contains($0.name.value) }),
      known.contains(where: { Self.namingFields.contains($0.name.value) })
    {
      let reason = "cannot set serviceAccounts with namespaces or principals, found at rule \(rule)"
      found.append(rejection(reason, at: account.name.span))
    }
    if known.isEmpty {
      found.append(rejection("`from.source` must not be empty, found at rule \(rule)", at: source.span))
    }
    for field in known {
      for problem in problems(in: field) { found.append(rejection(problem.reason, at: problem.place)) }
    }
    return found
  }

  private static let sourceFields: Set<String> = [
    "principals", "requestPrincipals", "namespaces", "ipBlocks", "remoteIpBlocks", "notPrincipals",
    "notRequestPrincipals", "notNamespaces", "notIpBlocks", "notRemoteIpBlocks", "serviceAccounts",
    "notServiceAccounts", "trustDomains", "notTrustDomains",
  ]
  /// Fields that say what `serviceAccounts` says too.
  private static let namingFields: Set<String> = ["principals", "notPrincipals", "namespaces", "notNamespaces"]
  private static let operationFields: Set<String> = [
    "ports", "methods", "paths", "hosts", "notPorts", "notMethods", "notPaths", "notHosts",
  ]

  private func rejections(of to: AuthorizationPolicy.To, rule: Int) -> [Rejection] {
    guard let operation = to.operation else {
      return [rejection("`to.operation` must not be nil, found at rule \(rule)", at: to.span)]
    }
    let known = operation.fields.lazy.filter { Self.operationFields.contains($0.name.value) }
    guard !known.isEmpty else {
      return [rejection("`to.operation` must not be empty, found at rule \(rule)", at: operation.span)]
    }
    var found: [Rejection] = []
    for field in known {
      for problem in problems(in: field) { found.append(rejection(problem.reason, at: problem.place)) }
    }
    return found
  }

  private func problems(in field: StringFields.Field) -> Problems {
    let values = field.values
    return switch field.name.value {
    case "ipBlocks", "notIpBlocks", "remoteIpBlocks", "notRemoteIpBlocks":
      addresses(values) + firstEmpty(values, field.goName)
    case "ports", "notPorts": ports(values) + firstEmpty(values, field.goName)
    case "serviceAccounts", "notServiceAccounts": Array(serviceAccounts(values, field.goName).prefix(1))
    case "trustDomains", "notTrustDomains": Array(trustDomains(values, field.goName).prefix(1))
    case "paths", "notPaths":
      firstEmpty(values, field.goName) + templates(values, field.goName).prefix(1)
    default: firstEmpty(values, field.goName)
    }
  }

  private func rejections(of condition: AuthorizationPolicy.Condition) -> [Rejection] {
    let key = condition.key
    guard !key.value.isEmpty else { return [rejection("`key` must not be empty", at: key.span)] }
    guard !condition.values.isEmpty || !condition.notValues.isEmpty else {
      let reason = "at least one of `values` or `notValues` must be set for key \(key.value)"
      return [rejection(reason, at: key.span)]
    }
    return [("value", condition.values), ("notValue", condition.notValues)].compactMap { name, values in
      attributeProblem(key, values).map {
        rejection("invalid `\(name)` for `key` \(key.value): \($0.reason)", at: $0.place)
      }
    }
  }

  /// `pkg/config/security/security.go` ValidateAttribute.
  private func attributeProblem(
    _ key: Located<String>, _ values: [Located<String>]
  ) -> (reason: String, place: SourceSpan)? {
    if let problem = firstEmpty(values, key.value).first { return problem }
    switch key.value {
    case let name
    where ["request.headers", "request.auth.claims", "experimental.envoy.filters."].contains { name.hasPrefix($0) }:
      let open = name.firstIndex(of: "[").map { name.distance(from: name.startIndex, to: $0) } ?? -1
      let isMap = name.hasSuffix("]") && open > 0 && open < name.count - 2
      return isMap ? nil : ("bad key (\(name)): should have format a[b]", key.span)
    case "source.ip", "remote.ip", "destination.ip": return list(addresses(values))
    case "source.serviceAccount": return serviceAccounts(values, key.value).first
    case "source.trustDomain": return wildcards(values, key.value).first
    case "destination.port": return list(ports(values))
    case "source.namespace", "source.principal", "request.auth.principal", "request.auth.audiences",
      "request.auth.presenter", "connection.sni":
      return nil
    case "destination.namespace":
      return ("attribute \(key.value) is replaced by the metadata.namespace", key.span)
    case let name where name.hasPrefix("destination.labels"):
      return ("attribute \(name) is replaced by the workload selector", key.span)
    case "destination.name", "destination.user":
      return ("deprecated attribute \(key.value): only supported in v1alpha1", key.span)
    default: return ("unknown attribute: \(key.value)", key.span)
    }
  }

  /// Several errors in one, as Go's multierror prints them.
  private func list(_ problems: [(reason: String, place: SourceSpan)]) -> (reason: String, place: SourceSpan)? {
    guard let first = problems.first else { return nil }
    return (goErrorList(problems.map(\.reason)), first.place)
  }

  private func warning(about rule: AuthorizationPolicy.Rule) -> Rejection? {
    guard policy.action == .DENY else { return nil }
    let sources = (rule.from ?? []).compactMap(\.source)
    let operations = (rule.to ?? []).compactMap(\.operation)
    let tcpFields: Set<String> = [
      "principals", "notPrincipals", "ipBlocks", "notIpBlocks", "namespaces", "notNamespaces", "remoteIpBlocks",
      "notRemoteIpBlocks", "serviceAccounts", "notServiceAccounts",
    ]
    let sourcesHoldForTCP = sources.contains { $0.fields.contains { tcpFields.contains($0.name.value) } }
    let operationsHoldForTCP = operations.contains { !$0["ports"].isEmpty || !$0["notPorts"].isEmpty }
    guard
      (!sources.isEmpty && operations.isEmpty && !sourcesHoldForTCP) || (!operations.isEmpty && !operationsHoldForTCP)
    else { return nil }
    let reason =
      "configured AuthorizationPolicy will deny all traffic to TCP ports under its scope due to the use of only HTTP "
      + "attributes in a DENY rule; it is recommended to explicitly specify the port"
    return Rejection(policy, reason, at: rule.span, isRefused: false)
  }

  // MARK: Values

  private typealias Problems = [(reason: String, place: SourceSpan)]

  private func firstEmpty(_ values: [Located<String>], _ key: @autoclosure () -> String) -> Problems {
    guard let value = values.first(where: \.value.isEmpty) else { return [] }
    return [("empty value not allowed, found in \(key())", value.span)]
  }

  private func addresses(_ values: [Located<String>]) -> Problems {
    values.compactMap { value in Syntax.problem(withAddress: value.value).map { ($0, value.span) } }
  }

  private func ports(_ values: [Located<String>]) -> Problems {
    values.compactMap { value in
      let text = value.value
      func problem(_ what: String) -> String {
        "bad port (\(text)): strconv.ParseUint: parsing \(goQuoted(text)): \(what)"
      }
      guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
        return (problem("invalid syntax"), value.span)
      }
      guard let number = UInt32(text) else { return (problem("value out of range"), value.span) }
      return number > 65535 ? ("bad port (\(text)): <nil>", value.span) : nil
    }
  }

  private func serviceAccounts(_ values: [Located<String>], _ key: @autoclosure () -> String) -> Problems {
    if values.count > 16 { return [("may not have more than 16 values", values[16].span)] }
    let format = "expected format 'serviceAccount' or 'namespace/serviceAccount', found"
    return values.compactMap { value in
      let text = value.value
      if text.isEmpty { return ("empty value not allowed, found in \(key())", value.span) }
      if text.contains("*") { return ("wildcard not allowed, found in \(key())", value.span) }
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      if parts.count > 2 { return ("\(format) \(goQuoted(text)) in \(key())", value.span) }
      if text.utf8.count > 320 {
        return ("value cannot exceed 320 characters, found \(goQuoted(text)) in \(key())", value.span)
      }
      guard parts.count == 2 else { return nil }
      if parts[0].isEmpty { return ("\(format) empty namespace \(goQuoted(text)) in \(key())", value.span) }
      return parts[1].isEmpty ? ("\(format) empty serviceAccount \(goQuoted(text)) in \(key())", value.span) : nil
    }
  }

  private func wildcards(_ values: [Located<String>], _ key: @autoclosure () -> String) -> Problems {
    values.compactMap { value in
      let text = value.value
      if text.isEmpty { return ("empty value not allowed, found in \(key())", value.span) }
      if text.count(where: { $0 == "*" }) > 1 {
        return ("at most one wildcard is allowed, found in \(key()): \(goQuoted(text))", value.span)
      }
      guard text.contains("*"), !text.hasPrefix("*"), !text.hasSuffix("*") else { return nil }
      return ("wildcard is only allowed at the start or end, found in \(key()): \(goQuoted(text))", value.span)
    }
  }

  private func trustDomains(_ values: [Located<String>], _ key: @autoclosure () -> String) -> Problems {
    firstEmpty(values, key()) + wildcards(values, key())
      + values.filter { $0.value.contains("/") }.map {
        ("trust domain must not contain '/', found in \(key()): \(goQuoted($0.value))", $0.span)
      }
  }

  /// CheckValidPathTemplate.
  private func templates(_ values: [Located<String>], _ key: @autoclosure () -> String) -> Problems {
    values.compactMap { value in
      // Going through the segments finds nothing where there is no brace.
      guard value.value.utf8.contains(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") }) else { return nil }
      let hasTemplate = value.value.contains("{*}") || value.value.contains("{**}")
      let path = String(value.value.drop { $0 == "/" }.reversed().drop { $0 == "/" }.reversed())
      let problem = "invalid or unsupported path \(path), found in \(key()). "
      var isEnded = false
      for segment in path.split(separator: "/", omittingEmptySubsequences: false) {
        if segment == "{*}" || segment == "{**}" {
          if isEnded { return (problem + "{**} is not the last operator", value.span) }
          isEnded = segment == "{**}"
        } else if segment.contains("{") || segment.contains("}") {
          return (problem + "Contains '{' or '}' beyond a supported path template", value.span)
        } else if hasTemplate, !segment.isPathLiteral {
          return (problem + "Contains segment \(segment) with invalid string literal", value.span)
        }
      }
      return nil
    }
  }
}

extension StringFields.Field {
  /// The field's name in Istio's code, and so in its messages.
  fileprivate var goName: String { name.value.prefix(1).uppercased() + name.value.dropFirst() }
}

extension Substring {
  /// Whether every character may stand in a path segment (RFC 3986, appendix A).
  fileprivate var isPathLiteral: Bool {
    !isEmpty
      && unicodeScalars.allSatisfy { scalar in
        scalar.isASCII
          && (scalar.properties.isAlphabetic || ("0"..."9").contains(Character(scalar))
            || "-._~%!$&'()+,;:@=".unicodeScalars.contains(scalar))
      }
  }
}
