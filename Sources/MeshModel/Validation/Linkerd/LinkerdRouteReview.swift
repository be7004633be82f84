import Diagnostics
import StructuralSchema
import YAMLTree

// The routes of the Gateway API, and Linkerd's own HTTPRoute.
extension LinkerdReview {
  private var isLinkerdRoute: Bool { metadata.group == "policy.linkerd.io" }

  /// `admission.rs`, the validation of each kind of route.
  mutating func validateRoute(_ spec: ManifestNode) {
    let parents = spec["parentRefs"]?.compactMapItems(ObjectReference.init) ?? []
    for parent in parents where isEgressNetwork(parent) && parent.port == nil {
      refuse("cannot target an EgressNetwork without specifying a port", at: parent.name?.span ?? parent.span)
    }
    switch metadata.kind.value {
    case "HTTPRoute", "GRPCRoute":
      if parents.contains(where: { isEgressNetwork($0) || isService($0) }) { validateRouteAnnotations() }
      spec["rules"]?.forEachItem { validateRule($0) }
    case "TLSRoute", "TCPRoute": validateSingleRule(spec)
    default: break
    }
  }

  /// `policy-controller/k8s/index/src/outbound/index.rs` is_parent_egress_network. The API server has given a parent
  /// without group that of the route by then.
  private func isEgressNetwork(_ parent: ObjectReference) -> Bool {
    group(of: parent) == "policy.linkerd.io" && parent.kind?.value.lowercased() == "egressnetwork"
  }

  private func isService(_ parent: ObjectReference) -> Bool {
    ["core", ""].contains(group(of: parent)) && parent.kind?.value.lowercased() == "service"
  }

  private func group(of parent: ObjectReference) -> String { (parent.group?.value ?? metadata.group).lowercased() }

  /// The definition of later versions allows no more than one rule either.
  private mutating func validateSingleRule(_ spec: ManifestNode) {
    guard metadata.apiVersion.value.hasSuffix("/v1alpha2"), let second = spec.items("rules").dropFirst().first else {
      return
    }
    let kind = metadata.kind.value == "TLSRoute" ? "TlsRoute" : "TcpRoute"
    refuse("\(kind) supports a single rule only", at: second.span)
  }

  private mutating func validateRule(_ rule: ManifestNode) {
    let isGRPC = metadata.kind.value == "GRPCRoute"
    rule["matches"]?.forEachItem { match in
      isGRPC ? validate(method: match["method"]) : validate(path: match["path"])
      match["headers"]?.forEachItem { validate(headerMatch: $0) }
      if !isGRPC { match["queryParams"]?.forEachItem { validatePattern(of: $0) } }
    }
    rule["filters"]?.forEachItem { validate(filter: $0) }
    if isLinkerdRoute {
      validate(timeouts: rule["timeouts"])
    } else {
      rule["backendRefs"]?.forEachItem { validate(backend: ObjectReference($0)) }
    }
  }

  // MARK: Matches

  /// `policy-controller/k8s/index/src/routes/http.rs` path_match.
  private mutating func validate(path: ManifestNode?) {
    guard let path else { return }
    if path["type"]?.node.equals("RegularExpression") ?? false { return validatePattern(of: path) }
    guard let value = path["value"]?.string, !value.value.hasPrefix("/") else { return }
    refuse(
      "HttpPathMatch paths must be absolute (begin with `/`); \(goQuoted(value.value)) is not an absolute path",
      at: value.span)
  }

  /// `grpc.rs` try_match.
  private mutating func validate(method: ManifestNode?) {
    guard let type = method?["type"]?.string, type.value == "RegularExpression" else { return }
    refuse("unsupported GRPCRoute method match type: \(type.value)", at: type.span)
  }

  /// header_match.
  private mutating func validate(headerMatch header: ManifestNode) {
    validate(headerName: header["name"]?.string)
    if header["type"]?.node.equals("RegularExpression") ?? false {
      validatePattern(of: header)
    } else {
      validate(headerValue: header["value"]?.string)
    }
  }

  /// The value of a match, where that is a regular expression.
  private mutating func validatePattern(of match: ManifestNode) {
    guard match["type"]?.node.equals("RegularExpression") ?? false, let value = match["value"]?.string,
      let problem = RustPattern.problem(with: value.value)
    else { return }
    refuse("regex parse error: \(problem)", at: value.span)
  }

  // MARK: Filters

  /// Linkerd's own route tells filters by their type; of the Gateway API's, those are read that are written.
  private mutating func validate(filter: ManifestNode) {
    let fields = [
      ("RequestHeaderModifier", "requestHeaderModifier"), ("ResponseHeaderModifier", "responseHeaderModifier"),
      ("RequestRedirect", "requestRedirect"),
    ]
    if isLinkerdRoute, let type = filter["type"]?.string,
      let field = fields.first(where: { $0.0 == type.value })?.1, !filter.hasValue(field)
    {
      return refuse("missing field `\(field)`", at: type.span)
    }
    validate(modifier: filter["requestHeaderModifier"])
    validate(modifier: filter["responseHeaderModifier"])
    if metadata.kind.value == "HTTPRoute" { validate(redirectPath: filter["requestRedirect"]?["path"]) }
  }

  /// request_header_modifier.
  private mutating func validate(modifier: ManifestNode?) {
    for header in (modifier?.items("add") ?? []) + (modifier?.items("set") ?? []) {
      validate(headerName: header["name"]?.string)
      validate(headerValue: header["value"]?.string)
    }
    for name in modifier?["remove"]?.strings ?? [] { validate(headerName: name) }
  }

  /// path_modifier.
  private mutating func validate(redirectPath path: ManifestNode?) {
    guard let path else { return }
    guard let value = path["replaceFullPath"]?.string ?? path["replacePrefixMatch"]?.string else {
      return refuse(
        "RequestRedirect filter must contain either replace_full_path or replace_prefix_match",
        at: path["type"]?.span ?? path.span)
    }
    guard !value.value.hasPrefix("/") else { return }
    refuse(
      "RequestRedirect filters may only contain absolute paths (starting with '/'); \(goQuoted(value.value)) is not an "
        + "absolute path", at: value.span)
  }

  /// `HeaderName::from_str`.
  private mutating func validate(headerName name: Located<String>?) {
    guard let name, name.value.isEmpty || !name.value.utf8.allSatisfy(Self.isOfToken) else { return }
    refuse("invalid HTTP header name", at: name.span)
  }

  private static func isOfToken(_ byte: UInt8) -> Bool {
    Syntax.isAlphanumeric(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
  }

  /// `HeaderValue::from_str`.
  private mutating func validate(headerValue value: Located<String>?) {
    guard let value, !value.value.utf8.allSatisfy({ (0x20..<0x7f).contains($0) || $0 == 0x09 }) else { return }
    refuse("failed to parse header value", at: value.span)
  }

  // MARK: Timeouts and backends

  /// validate_timeouts. Older versions have no such field.
  private mutating func validate(timeouts: ManifestNode?) {
    guard let timeouts, ["policy.linkerd.io/v1beta2", "policy.linkerd.io/v1beta3"].contains(metadata.apiVersion.value)
    else { return }
    let backend = timeouts["backendRequest"].flatMap { validate(timeout: $0, "backendRequest") }
    guard let request = timeouts["request"].flatMap({ validate(timeout: $0, "request") }), let backend,
      backend.length > request.length
    else { return }
    refuse(
      "backendRequest timeout (\(backend.text.value)) must not be greater than request timeout (\(request.text.value))",
      at: backend.text.span, related: Finding.Related("the request timeout", at: request.text.span))
  }

  /// The nanoseconds of a timeout that is right by itself (`policy-controller/k8s/api/src/duration.rs`).
  private mutating func validate(
    timeout node: ManifestNode, _ name: String
  ) -> (length: Double, text: Located<String>)? {
    guard let text = node.string, !text.value.isEmpty else { return nil }
    guard let length = node.nanoseconds else {
      refuse(
        "\(goQuoted(text.value)) is no duration: missing or invalid unit: expected one of 'ns', 'us', 'µs', 'ms', 's', "
          + "'m', or 'h'", at: text.span)
      return nil
    }
    if text.value.hasPrefix("-") {
      refuse("\(name) timeout must not be negative", at: text.span)
      return nil
    }
    return (length, text)
  }

  /// validate_http_backend_if_service. Linkerd's own route is not asked.
  private mutating func validate(backend: ObjectReference) {
    guard ["core", ""].contains(backend.group?.value ?? ""), (backend.kind?.value ?? "Service") == "Service",
      (backend.port?.value ?? 0) == 0
    else { return }
    refuse(
      "invalid backendRef: cannot reference a Service without a port",
      at: backend.port?.span ?? backend.name?.span ?? backend.span)
  }
}

extension ManifestNode {
  /// Whether a mapping has a key that is not null.
  fileprivate func hasValue(_ name: String) -> Bool {
    var found = false
    forEachPair { key, value in found = found || key.string?.value == name && !value.node.isNull }
    return found
  }
}
