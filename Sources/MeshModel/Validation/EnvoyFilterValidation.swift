import Diagnostics
import YAMLTree

// `pkg/config/validation/envoyfilter/envoyfilter.go` ValidateEnvoyFilter. Expressions for versions and the fields of
// Envoy's own messages, apart from those that hold a filter, are not looked into.
extension AdmissionReview {
  mutating func validateEnvoyFilter(_ root: ManifestNode) {
    let spec = root["spec"]
    if let selector = spec?["workloadSelector"].map({ Selector($0, labels: $0["labels"]) }) {
      if selector.labels.isEmpty {
        warn(
          "Envoy filter: workload selector specified without labels, will be applied to all services in namespace",
          at: selector.span)
      } else {
        validate(selector)
        if !rejections.isEmpty { return }
      }
    }
    warn(
      "EnvoyFilter exposes internal implementation details that may change at any time. Prefer other APIs if possible, "
        + "and exercise extreme caution, especially around upgrades.", at: metadata.span)
    spec?["configPatches"]?.forEachItem { validate(configPatch: $0) }
  }

  private mutating func validate(configPatch node: ManifestNode) {
    let match = node["match"]
    if match?["context"]?.node.equals("WAYPOINT") == true { return }
    guard let applyTo = node["applyTo"], !applyTo.node.equals("INVALID") else {
      return refuse("Envoy filter: missing applyTo", at: node["applyTo"]?.span ?? node.span)
    }
    guard let patch = node["patch"] else { return refuse("Envoy filter: missing patch", at: node.span) }
    guard let operation = patch["operation"], !operation.node.equals("INVALID") else {
      return refuse("Envoy filter: missing patch operation", at: patch["operation"]?.span ?? patch.span)
    }
    let value = patch["value"]
    if value == nil, !operation.node.equals("REMOVE") {
      return refuse("Envoy filter: missing patch value for non-remove operation", at: operation.span)
    }
    if let match, !validate(match: match, applyTo: applyTo) { return }
    if let value { validate(patchValue: value, applyTo: applyTo) }
  }

  // MARK: Match

  /// Returns false where Istio looks no further at the patch.
  private mutating func validate(match: ManifestNode, applyTo: ManifestNode) -> Bool {
    let listener = match["listener"]
    let other = match["routeConfiguration"] ?? match["cluster"] ?? match["waypoint"]
    switch EnvoyObjectClass(applyTo.node) {
    case .listener?:
      if let listener { return validate(listenerMatch: listener, applyTo: applyTo) }
      guard let other else { return true }
      refuse("Envoy filter: applyTo for listener class objects cannot have non listener match", at: other.span)
      return false
    case .route?:
      guard match["routeConfiguration"] == nil, let other = listener ?? other else { return true }
      refuse(
        "Envoy filter: applyTo for http route class objects cannot have non route configuration match", at: other.span)
    case .cluster?:
      guard match["cluster"] == nil, let other = listener ?? other else { return true }
      refuse("Envoy filter: applyTo for cluster class objects cannot have non cluster match", at: other.span)
    case nil: break
    }
    return true
  }

  private mutating func validate(listenerMatch: ManifestNode, applyTo: ManifestNode) -> Bool {
    guard let filter = listenerMatch["filterChain"]?["filter"] else { return true }
    if applyTo.node.equals("LISTENER") || applyTo.node.equals("FILTER_CHAIN") {
      let name = applyTo.string?.value ?? ""
      warn("Envoy filter: filter match has no effect when used with \(name)", at: filter.span)
    }
    guard let name = filter["name"]?.string, !name.value.isEmpty else {
      refuse("Envoy filter: filter match has no name to match on", at: filter["name"]?.span ?? filter.span)
      return false
    }
    let inner = filter["subFilter"]
    if let inner, let problem = Self.problem(withInnerFilter: inner, of: name.value, applyTo: applyTo) {
      refuse("Envoy filter: \(problem)", at: inner.span)
      return false
    }
    for filter in [name, inner?["name"]?.string].compactMap(\.self) {
      guard let current = DeprecatedFilter.names[filter.value] else { continue }
      warn(
        "using deprecated filter name \(goQuoted(filter.value)); use \(goQuoted(current)) instead", at: filter.span)
    }
    return true
  }

  private static func problem(
    withInnerFilter inner: ManifestNode, of outer: String, applyTo: ManifestNode
  ) -> String? {
    let manager = "envoy.filters.network.http_connection_manager"
    if !applyTo.node.equals("HTTP_FILTER") { return "subfilter match can be used with applyTo HTTP_FILTER only" }
    if outer != manager, outer != "envoy.http_connection_manager" {
      return "subfilter match requires filter match with \(manager)"
    }
    return (inner["name"]?.string?.value ?? "").isEmpty ? "subfilter match has no name to match on" : nil
  }

  // MARK: Value

  /// What jsonpb and Istio's checks for old filters say of a message that holds a filter.
  private mutating func validate(patchValue value: ManifestNode, applyTo: ManifestNode) {
    guard let message = FilterMessage.all.first(where: { applyTo.node.equals($0.applyTo) }) else { return }
    let configuration = value["typed_config"] ?? value["typedConfig"]
    if let configuration {
      guard let type = configuration["@type"]?.string else {
        return refuse("Envoy filter: Any JSON doesn't have '@type'", at: configuration.span)
      }
      if type.value.contains("/envoy."), type.value.contains(".v2.") {
        let reason = "Envoy filter: could not resolve Any message type: \(type.value)"
        return refuse("referenced type unknown (hint: try using the v3 XDS API): \(reason)", at: type.span)
      }
    }
    var unknown: ManifestNode?
    value.forEachPair { key, _ in
      if unknown == nil, !message.fields.contains(where: { key.node.equals($0) }) { unknown = key }
    }
    if let unknown, let field = unknown.string {
      warn("Envoy filter: unknown field \(goQuoted(field.value)) in \(message.name)", at: field.span)
    } else if configuration == nil, value["config_discovery"] == nil, value["configDiscovery"] == nil {
      let name = value["name"]?.string ?? Located("", at: value.span)
      warn("using deprecated types by name without typed_config; \(name.value)", at: name.span)
    }
  }
}

/// The kinds of Envoy's objects that a patch applies to.
private enum EnvoyObjectClass {
  case listener, route, cluster

  init?(_ applyTo: YAMLNode) {
    func isOne(of names: [StaticString]) -> Bool { names.contains { applyTo.equals($0) } }
    if isOne(of: ["LISTENER", "FILTER_CHAIN", "NETWORK_FILTER", "HTTP_FILTER"]) {
      self = .listener
    } else if isOne(of: ["ROUTE_CONFIGURATION", "VIRTUAL_HOST", "HTTP_ROUTE"]) {
      self = .route
    } else if applyTo.equals("CLUSTER") {
      self = .cluster
    } else {
      return nil
    }
  }
}

/// A message of Envoy that holds a filter, with all of its fields.
private struct FilterMessage {
  let applyTo: StaticString
  let name: String
  let fields: [StaticString]

  private static let common: [StaticString] = [
    "name", "typed_config", "typedConfig", "config_discovery", "configDiscovery",
  ]

  static let all = [
    FilterMessage(
      applyTo: "HTTP_FILTER", name: "envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter",
      fields: common + ["is_optional", "isOptional", "disabled"]),
    FilterMessage(applyTo: "NETWORK_FILTER", name: "envoy.config.listener.v3.Filter", fields: common),
    FilterMessage(
      applyTo: "LISTENER_FILTER", name: "envoy.config.listener.v3.ListenerFilter",
      fields: common + ["filter_disabled", "filterDisabled"]),
    FilterMessage(
      applyTo: "EXTENSION_CONFIG", name: "envoy.config.core.v3.TypedExtensionConfig",
      fields: ["name", "typed_config", "typedConfig"]),
  ]
}

/// Old names of filters and their new ones (`pkg/config/xds/deprecated.go`).
private enum DeprecatedFilter {
  static let names: [String: String] = {
    var names = [
      "envoy.http_dynamo_filter": "envoy.filters.http.dynamo", "envoy.rate_limit": "envoy.filters.http.ratelimit",
      "envoy.client_ssl_auth": "envoy.filters.network.client_ssl_auth",
      "envoy.http_connection_manager": "envoy.filters.network.http_connection_manager",
      "envoy.mongo_proxy": "envoy.filters.network.mongo_proxy",
      "envoy.ratelimit": "envoy.filters.network.ratelimit", "envoy.redis_proxy": "envoy.filters.network.redis_proxy",
      "envoy.tcp_proxy": "envoy.filters.network.tcp_proxy",
    ]
    // `ext_authz` is a network filter too; Istio names either.
    let http = [
      "buffer", "cors", "csrf", "ext_authz", "fault", "grpc_http1_bridge", "grpc_json_transcoder", "grpc_web", "gzip",
      "health_check", "ip_tagging", "lua", "router", "squash",
    ]
    for name in http { names["envoy.\(name)"] = "envoy.filters.http.\(name)" }
    for name in ["http_inspector", "original_dst", "original_src", "proxy_protocol", "tls_inspector"] {
      names["envoy.listener.\(name)"] = "envoy.filters.listener.\(name)"
    }
    return names
  }()
}
