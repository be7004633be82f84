import Testing

@Suite struct `The validation of policies for proxies` {
  private static let telemetry = WebhookTexts(apiVersion: "telemetry.istio.io/v1", kind: "Telemetry")
  private static let wasm = WebhookTexts(apiVersion: "extensions.istio.io/v1alpha1", kind: "WasmPlugin")
  private static let extensions = WebhookTexts(apiVersion: "extensions.istio.io/v1alpha1", kind: "TrafficExtension")
  private static let proxies = WebhookTexts(apiVersion: "networking.istio.io/v1beta1", kind: "ProxyConfig")
  private static let filters = WebhookTexts(apiVersion: "networking.istio.io/v1alpha3", kind: "EnvoyFilter")

  @Test func `says what Istio says of Telemetry`() async throws {
    func tag(_ tag: String) -> String { "tracing: [{customTags: {shop: {\(tag)}}}]" }
    func override(_ fields: String) -> String { "metrics: [{overrides: [{\(fields)}]}]" }
    try await Self.telemetry.check([
      ("selector: {}", ["warning: workload selector specified without labels"]),
      ("tracing: [{}, {}]", ["warning: multiple tracing is not currently supported"]),
      (
        "tracing: [{providers: [{name: zipkin}, {name: ''}, {}]}]",
        ["warning: multiple providers is not currently supported", "providers.name may not be empty"]
      ),
      ("tracing: [{randomSamplingPercentage: 100.0}]", []),
      ("tracing: [{randomSamplingPercentage: 100.1}]", ["randomSamplingPercentage must be in range [0.0, 100.0]"]),
      ("tracing: [{randomSamplingPercentage: -1}]", ["randomSamplingPercentage must be in range [0.0, 100.0]"]),
      ("tracing: [{customTags: {'': {literal: {value: a}}}}]", ["tag name may not be empty"]),
      (tag("literal: {}"), ["literal tag value may not be empty"]),
      (tag("header: {defaultValue: a}"), ["header tag name may not be empty"]),
      (tag("environment: {name: ''}"), ["environment tag name may not be empty"]),
      (tag("formatter: {}"), []),
      ("metrics: [{providers: [{}]}]", ["providers.name may not be empty"]),
      (
        override("tagOverrides: {'': {value: a}, b: {}, c: null, d: {operation: REMOVE, value: e}}"),
        [
          "warning: tagOverrides.name may not be empty",
          "tagOverrides.value must be set when operation is UPSERT",
          "tagOverrides.value must be set when operation is UPSERT",
          "tagOverrides.value may only be set when operation is UPSERT",
        ]
      ),
      (override("match: {customMetric: ''}"), ["customMetric may not be empty"]),
      ("accessLogging: [{providers: [{}]}]", ["providers.name may not be empty"]),
      (
        "accessLogging: [{filter: {}}]",
        ["must be a valid CEL expression, ERROR: <input>:1:1: Syntax error: mismatched input '<EOF>'"]
      ),
    ])
  }

  @Test func `says what Istio says of WasmPlugins`() async throws {
    func plugin(_ fields: String) -> String { "url: oci://registry.example.com/shop/filter:1, \(fields)" }
    let long = String(repeating: "a", count: 300)
    try await Self.wasm.check([
      ("url: oci://registry.example.com/shop/filter:1", []),
      ("url: 'registry.example.com/shop/filter:1'", []),
      ("url: /var/local/filter.wasm", []),
      ("pluginName: filter", ["url field needs to be set"]),
      ("url: ftp://registry.example.com", ["url contains unsupported scheme: ftp"]),
      ("url: '%zz'", [#"failed to parse url: parse "%zz": invalid URI for request"#]),
      ("url: 'https://a/b#%zz'", [#"failed to parse url: parse "https://a/b#%zz": invalid URL escape "%zz""#]),
      (
        plugin("sha256: abc, imagePullSecret: \(long), pluginName: \(long)"),
        [
          "sha256 field must be 64 characters long", "imagePullSecret field must be less than 253 characters long",
          "pluginName field must be less than 255 characters long",
        ]
      ),
      (
        plugin("sha256: \(String(repeating: "A", count: 64))"), ["sha256 field must match [a-f0-9]{64} pattern"]
      ),
      (plugin("vmConfig: {env: [{value: a}, {value: b}]}"), ["spec.vmConfig.env invalid"]),
      (plugin("vmConfig: {env: [{name: \(long)}]}"), ["env.name field must be less than 255 characters long"]),
      (plugin("vmConfig: {env: [{name: A}, {name: A}]}"), ["duplicate env"]),
      (
        plugin("vmConfig: {env: [{name: A, valueFrom: HOST, value: b}]}"),
        ["value may only be set when valueFrom is INLINE"]
      ),
      (plugin("match: [{ports: [{number: 80}]}, {mode: CLIENT}]"), []),
      (
        plugin("match: [{}, {ports: [{number: 80}, {number: 70000}, {}]}]"),
        ["spec.Match[1].Ports[1] is out of range: 70000"]
      ),
    ])
  }

  @Test func `says what Istio says of TrafficExtensions and ProxyConfigs`() async throws {
    let long = String(repeating: "a", count: 257)
    try await Self.extensions.check([
      ("lua: {inlineCode: 'a()'}", []),
      ("wasm: {url: oci://registry.example.com/filter}", []),
      ("phase: AUTHN", ["exactly one of wasm or lua must be set"]),
      ("lua: {}", ["lua.inlineCode cannot be empty"]),
      (
        "lua: {inlineCode: \(String(repeating: "a", count: 65537))}",
        ["lua.inlineCode exceeds maximum size of 64KB"]
      ),
      (
        "wasm: {pluginName: \(long)}",
        ["url field needs to be set", "pluginName field must be less than 256 characters long"]
      ),
      (
        "selector: {}, targetRefs: [{kind: Service, name: cart}], lua: {inlineCode: a}, match: [{ports: [{}]}]",
        [
          "only one of targetRefs or workloadSelector can be set",
          "warning: workload selector specified without labels", "spec.Match[0].Ports[0] is out of range: 0",
        ]
      ),
    ])
    try await Self.proxies.check([
      ("concurrency: 0", []),
      ("concurrency: -1", ["concurrency must be greater than or equal to 0"]),
      ("selector: {matchLabels: {a: '*'}}", [#"wildcard is not supported in selector: "a=*""#]),
    ])
  }

  @Test func `says what Istio says of EnvoyFilters`() async throws {
    func patch(_ applyTo: String, match: String = "", _ patch: String = "operation: REMOVE") -> String {
      "configPatches: [{applyTo: \(applyTo), match: {\(match)}, patch: {\(patch)}}]"
    }
    func filter(_ fields: String) -> String { "listener: {filterChain: {filter: {\(fields)}}}" }
    func value(_ value: String) -> String { patch("HTTP_FILTER", "operation: ADD, value: {\(value)}") }
    let unlabelled =
      "Envoy filter: workload selector specified without labels, will be applied to all services in namespace"
    try await Self.filters.check([
      ("workloadSelector: {}", ["warning: \(unlabelled)"]),
      (
        "workloadSelector: {labels: {a: '*'}}, configPatches: [{}]",
        [#"wildcard is not supported in selector: "a=*""#]
      ),
      ("configPatches: [{}]", ["Envoy filter: missing applyTo"]),
      ("configPatches: [{match: {context: WAYPOINT}}]", []),
      ("configPatches: [{applyTo: CLUSTER}]", ["Envoy filter: missing patch"]),
      (patch("CLUSTER", ""), ["Envoy filter: missing patch operation"]),
      (patch("CLUSTER", "operation: ADD"), ["Envoy filter: missing patch value for non-remove operation"]),
      (patch("CLUSTER", match: "cluster: {}"), []),
      (
        patch("CLUSTER", match: "listener: {}"),
        ["Envoy filter: applyTo for cluster class objects cannot have non cluster match"]
      ),
      (
        patch("VIRTUAL_HOST", match: "cluster: {}"),
        ["Envoy filter: applyTo for http route class objects cannot have non route configuration match"]
      ),
      (
        patch("HTTP_FILTER", match: "cluster: {}", "operation: ADD, value: {config: {}}"),
        ["Envoy filter: applyTo for listener class objects cannot have non listener match"]
      ),
      (
        patch("LISTENER", match: filter("name: envoy.tcp_proxy")),
        [
          "warning: Envoy filter: filter match has no effect when used with LISTENER",
          "warning: using deprecated filter name \"envoy.tcp_proxy\"; use \"envoy.filters.network.tcp_proxy\" instead",
        ]
      ),
      (patch("NETWORK_FILTER", match: filter("")), ["Envoy filter: filter match has no name to match on"]),
      (
        patch("NETWORK_FILTER", match: filter("name: a, subFilter: {}")),
        ["Envoy filter: subfilter match can be used with applyTo HTTP_FILTER only"]
      ),
      (
        patch("HTTP_FILTER", match: filter("name: a, subFilter: {}")),
        ["Envoy filter: subfilter match requires filter match with envoy.filters.network.http_connection_manager"]
      ),
      (
        patch("HTTP_FILTER", match: filter("name: envoy.filters.network.http_connection_manager, subFilter: {}")),
        ["Envoy filter: subfilter match has no name to match on"]
      ),
      (
        patch(
          "HTTP_FILTER",
          match: filter("name: envoy.filters.network.http_connection_manager, subFilter: {name: envoy.router}")),
        [#"warning: using deprecated filter name "envoy.router"; use "envoy.filters.http.router" instead"#]
      ),
      (value("name: lua"), ["warning: using deprecated types by name without typed_config; lua"]),
      (value("name: lua, config_discovery: {}"), []),
      (
        value("name: lua, config: {}"),
        [
          "warning: Envoy filter: unknown field \"config\" in "
            + "envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter"
        ]
      ),
      (value("name: lua, typed_config: {}"), ["Envoy filter: Any JSON doesn't have '@type'"]),
      (
        value("name: lua, typed_config: {'@type': type.googleapis.com/envoy.config.filter.http.lua.v2.Lua}"),
        [
          "referenced type unknown (hint: try using the v3 XDS API): Envoy filter: could not resolve Any message type: "
            + "type.googleapis.com/envoy.config.filter.http.lua.v2.Lua"
        ]
      ),
    ])
  }

  @Test func `says what Istio says of annotations`() async throws {
    try await Self.proxies.check(
      [
        ("concurrency: -1", ["shop/number-0 has unsupported annotation istio.io/dry-run, please remove the annotation"])
      ],
      metadata: "namespace: shop, annotations: {istio.io/dry-run: 'true'}")
    try await Self.wasm.check(
      [("", [#""internal.istio.io/parents" annotation found, this may not be set by users"#])],
      metadata: "namespace: shop, annotations: {internal.istio.io/parents: a}")
    try await Self.telemetry.check(
      [("", [#""internal.istio.io/webhook-always-reject" annotation found, rejecting"#])],
      metadata: "namespace: shop, annotations: {internal.istio.io/webhook-always-reject: a}")
  }
}
