import Testing

@Suite struct `The validation of DestinationRules` {
  private static let rules = WebhookTexts(apiVersion: "networking.istio.io/v1", kind: "DestinationRule")

  @Test func `says what Istio says of hosts, subsets and export`() async throws {
    try await Self.rules.check([
      ("host: cart, trafficPolicy: {tls: {}}", []),
      ("host: '*'", []),
      ("trafficPolicy: {tls: {}}", ["empty domain name not allowed"]),
      ("host: a_b.shop", [#"domain name "a_b.shop" invalid (label "a_b" invalid)"#]),
      (
        "host: cart, subsets: [{name: v1}, {name: v1}, {name: v2}, {name: v2}]",
        ["duplicate subset names: v1", "duplicate subset names: v2"]
      ),
      ("host: cart, subsets: [{labels: {app: cart}}]", ["subset name cannot be empty"]),
      ("host: cart, subsets: [null]", ["subset name cannot be empty"]),
      ("host: cart, subsets: [{name: v.1}]", ["subset name is invalid: v.1"]),
      (
        "host: cart, subsets: [{name: v1, labels: {'a b': c, d: 'e f'}}]",
        [#"invalid tag key: "a b""#, #"invalid tag value: "e f""#]
      ),
      ("host: cart, subsets: [{name: v1, trafficPolicy: {}}]", ["traffic policy must have at least one field"]),
      ("host: cart, exportTo: [., shop]", ["duplicate entries in exportTo for entry shop"]),
      ("host: cart, exportTo: ['~']", ["exportTo ~ (none) is not allowed for Istio configuration objects"]),
      (
        "host: cart, exportTo: ['*'], workloadSelector: {matchLabels: {app: web}}",
        ["destination rule with workload selector cannot have exportTo beyond current namespace"]
      ),
      (
        "host: cart, exportTo: [., web], workloadSelector: {matchLabels: {app: web}}",
        ["destination rule with workload selector cannot have multiple entries in exportTo"]
      ),
      ("host: cart, workloadSelector: {}", ["warning: workload selector specified without labels"]),
    ])
  }

  @Test func `says what Istio says of traffic policies as a whole`() async throws {
    let none = "port traffic policy must have at least one field"
    try await Self.rules.check([
      ("host: cart, trafficPolicy: {}", ["traffic policy must have at least one field"]),
      ("host: cart, trafficPolicy: {portLevelSettings: []}", ["traffic policy must have at least one field"]),
      ("host: cart, trafficPolicy: {tls: null}", ["traffic policy must have at least one field"]),
      ("host: cart, trafficPolicy: {retryBudget: {percent: 20}}", []),
      (
        "host: cart, trafficPolicy: {tunnel: {}, proxyProtocol: {}}",
        ["tunnel and proxyProtocol must not be set together"]
      ),
      ("host: cart, trafficPolicy: {proxyProtocol: {version: V2}}", []),
      (
        "host: cart, trafficPolicy: {portLevelSettings: [{}]}",
        ["portTrafficPolicy must have valid port", none]
      ),
      ("host: cart, trafficPolicy: {portLevelSettings: [{port: {number: 80}, tunnel: {}}]}", [none]),
      ("host: cart, trafficPolicy: {portLevelSettings: [{port: {}, tls: {}}]}", []),
      ("host: cart, trafficPolicy: {tunnel: {protocol: CONNECT, targetHost: a.com, targetPort: 80}}", []),
      ("host: cart, trafficPolicy: {tunnel: {targetHost: 10.0.0.1, targetPort: 80}}", []),
      (
        "host: cart, trafficPolicy: {tunnel: {protocol: GET, targetHost: a_b, targetPort: 70000}}",
        [
          #"tunnel protocol must be "CONNECT" or "POST""#,
          #"tunnel target host must be valid FQDN or IP address: domain name "a_b" invalid (label "a_b" invalid); "#
            + "a_b is not a valid IP",
          "tunnel target port is invalid: port number 70000 must be in the range 1..65535",
        ]
      ),
      (
        "host: cart, trafficPolicy: {tunnel: {targetPort: 80}}",
        ["tunnel target host must be valid FQDN or IP address: empty domain name not allowed;  is not a valid IP"]
      ),
    ])
  }

  @Test func `says what Istio says of TLS`() async throws {
    let isSet = "when InsecureSkipVerify is set true"
    let both = "cannot specify client certificates or CA certificate or CA CRL If credentialName is set"
    let problem = "invalid configmap:// credentialName: "
    func tls(_ fields: String) -> String { "host: cart, trafficPolicy: {tls: {\(fields)}}" }
    try await Self.rules.check([
      (tls("mode: ISTIO_MUTUAL, clientCertificate: a, sni: b"), []),
      (
        tls("mode: MUTUAL"),
        ["client certificate required for mutual tls", "private key required for mutual tls"]
      ),
      (
        tls("mode: MUTUAL, credentialName: ''"),
        [
          "client certificate required for mutual tls", "private key required for mutual tls",
        ]
      ),
      (tls("mode: MUTUAL, credentialName: cart"), []),
      (tls("mode: SIMPLE, credentialName: cart, caCrl: b"), [both]),
      (tls("mode: MUTUAL, credentialName: cart, privateKey: b"), [both]),
      (tls("credentialName: cart, privateKey: b"), []),
      (
        tls("mode: SIMPLE, insecureSkipVerify: true, credentialName: cart"),
        ["cannot specify CaCertificates or CredentialName or SubjectAltNames \(isSet)"]
      ),
      (
        tls("mode: MUTUAL, insecureSkipVerify: true, credentialName: cart, subjectAltNames: [a]"),
        ["cannot specify CaCertificates or SubjectAltNames \(isSet)"]
      ),
      (tls("mode: SIMPLE, insecureSkipVerify: true, subjectAltNames: []"), []),
      (tls("mode: SIMPLE, credentialName: 'configmap://shop/ca'"), []),
      (
        tls("mode: SIMPLE, credentialName: 'configmap://ca'"),
        [problem + #"invalid resource name "configmap://ca". Expected namespace and name"#]
      ),
      (
        tls("mode: SIMPLE, credentialName: 'configmap:///ca'"),
        [problem + #"invalid resource name "configmap:///ca". Expected namespace"#]
      ),
      (
        tls("mode: SIMPLE, credentialName: 'configmap://shop/'"),
        [problem + #"invalid resource name "configmap://shop/". Expected name"#]
      ),
      (
        tls("credentialName: 'configmap://web/ca'"),
        [problem + #"namespace must match the configuration namespace "shop""#]
      ),
    ])
  }

  @Test func `says what Istio says of outlier detection and connection pools`() async throws {
    func policy(_ fields: String) -> String { "host: cart, trafficPolicy: {\(fields)}" }
    let short = "duration must be greater than 1ms"
    let consecutive =
      "outlier detection consecutive errors is deprecated, use consecutiveGatewayErrors or consecutive5xxErrors instead"
    try await Self.rules.check([
      (
        policy("outlierDetection: {baseEjectionTime: 0s, interval: 1500us}"),
        [short, "only durations to ms precision are supported"]
      ),
      (policy("outlierDetection: {consecutiveErrors: 3}"), ["warning: \(consecutive)"]),
      (
        "host: cart, subsets: [{name: v1, trafficPolicy: {outlierDetection: {consecutiveErrors: 3, interval: 0s}}}]",
        [short]
      ),
      (policy("portLevelSettings: [{port: {number: 80}, outlierDetection: {consecutiveErrors: 3}}]"), []),
      (
        policy("outlierDetection: {consecutiveLocalOriginFailures: 3}"),
        [
          "outlier detection consecutive local origin failures is specified, but split external local origin errors is "
            + "set to false"
        ]
      ),
      (
        policy("outlierDetection: {consecutiveLocalOriginFailures: 3, splitExternalLocalOriginErrors: true}"), []
      ),
      (
        policy("outlierDetection: {maxEjectionPercent: 101, minHealthPercent: -1}"),
        ["percentage 101 is not in range 0..100", "percentage -1 is not in range 0..100"]
      ),
      (policy("connectionPool: {}"), ["connection pool must have at least one field"]),
      (policy("connectionPool: {tcp: {idleTimeout: 0s}}"), []),
      (
        policy("connectionPool: {tcp: {connectTimeout: 0s, maxConnectionDuration: 10us, idleTimeout: -5s}}"),
        [short, short, short]
      ),
      (policy("connectionPool: {tcp: {tcpKeepalive: {time: 0s, interval: 1ms}}}"), [short]),
      (
        policy(
          "connectionPool: {tcp: {maxConnections: -1}, http: {http1MaxPendingRequests: -1, http2MaxRequests: -1, "
            + "maxRequestsPerConnection: -1, maxRetries: -1, maxConcurrentStreams: -1, idleTimeout: 0s}}"),
        [
          "max connections must be non-negative", "http1 max pending requests must be non-negative",
          "http2 max requests must be non-negative", "max requests per connection must be non-negative",
          "max retries must be non-negative", "max concurrent streams must be non-negative", short,
        ]
      ),
      (
        policy("connectionPool: {http: {h2UpgradePolicy: UPGRADE, useClientProtocol: true}}"),
        ["use client protocol must not be true when H2UpgradePolicy is UPGRADE"]
      ),
    ])
  }

  @Test func `says what Istio says of load balancing`() async throws {
    func hash(_ fields: String) -> String {
      "host: cart, trafficPolicy: {loadBalancer: {consistentHash: {\(fields)}}}"
    }
    func warmup(_ fields: String) -> String { "host: cart, trafficPolicy: {loadBalancer: {warmup: {\(fields)}}}" }
    let prime = "tableSize must be a prime number for maglev"
    let size =
      "warning: consistent hash MinimumRingSize is deprecated, use ConsistentHashLB's RingHash configuration instead"
    try await Self.rules.check([
      (hash("httpCookie: {ttl: 0s}"), ["name required for HttpCookie"]),
      (
        hash("httpCookie: {name: a, attributes: [{name: b}, {value: c}, {name: b}]}"),
        ["cookie attribute name cannot be empty", "duplicate cookie attribute name: b"]
      ),
      (hash("useSourceIp: true, minimumRingSize: 1024"), [size]),
      (
        hash("useSourceIp: true, minimumRingSize: 1024, ringHash: {}"),
        [size, "only one of MinimumRingSize or Maglev/Ringhash can be specified"]
      ),
      (hash("useSourceIp: true, maglev: {tableSize: 65537}"), []),
      (hash("useSourceIp: true, maglev: {}"), ["tableSize must be set for maglev", prime]),
      (hash("useSourceIp: true, maglev: {tableSize: 65535}"), [prime]),
      (hash("useSourceIp: true, maglev: {tableSize: 5000011}"), ["tableSize must be less than 5000011 for maglev"]),
      (
        hash("useSourceIp: true, maglev: {tableSize: 6000000}"),
        ["tableSize must be less than 5000011 for maglev", prime]
      ),
      (warmup("minimumPercent: 10"), ["duration is required"]),
      (warmup("duration: 0s"), ["duration must be greater than 1ms"]),
      (
        warmup("duration: 10s, minimumPercent: 100.5, aggression: 0.9"),
        [
          "minimumPercent value should be less than or equal to 100",
          "aggression should be greater than or equal to 1",
        ]
      ),
    ])
  }

  @Test func `says what Istio says of localities`() async throws {
    func localities(_ fields: String, and rest: String = ", outlierDetection: {}") -> String {
      "host: cart, trafficPolicy: {loadBalancer: {localityLbSetting: {\(fields)}}\(rest)}"
    }
    func to(_ weights: String, from: String = "a") -> String { "distribute: [{from: \(from), to: {\(weights)}}]" }
    func overlap(_ place: String) -> String { "locality \(place) overlap with previous specified ones" }
    try await Self.rules.check([
      (
        localities("distribute: [{from: a, to: {b: 100}}], failover: [{from: a, to: b}]"),
        ["can not simultaneously specify 'distribute' and 'failover'"]
      ),
      (
        localities("failover: [{from: a, to: b}], failoverPriority: [app, topology.kubernetes.io/zone]"),
        [
          "can not simultaneously set 'failover' and topology label 'topology.kubernetes.io/zone' in "
            + "'failover_priority'"
        ]
      ),
      (localities(to("'b/*': 40, c: 60")), []),
      (localities(to("b: 0, c: 100")), ["locality weight must be in range [1, 100]"]),
      (localities(to("b: 101")), ["locality weight must be in range [1, 100]"]),
      (localities(to("b: 40, c: 50")), ["total locality weight 90 != 100"]),
      (localities("distribute: [{from: a}]"), ["total locality weight 0 != 100"]),
      (
        localities(to("b: 100", from: "'a*b'")),
        ["locality a*b wildcard '*' number can not exceed 1 and must be in the end"]
      ),
      (localities(to("b: 100", from: "a//c")), ["locality a//c must not contain empty region/zone/subzone info"]),
      (localities("distribute: [{to: {b: 100}}]"), ["locality  must not contain empty region/zone/subzone info"]),
      (localities(to("b: 50, b/c: 50")), [overlap("b/c")]),
      (localities(to("b/c: 50, b/c: 50")), ["total locality weight 50 != 100"]),
      (localities(to("b/c: 50, b/c/d: 50")), [overlap("b/c/d")]),
      (localities(to("b/c/d: 50, b/c: 50")), [overlap("b/c")]),
      (localities(to("b/c: 50, b: 50")), [overlap("b")]),
      (localities(to("b/c/d: 50, b/c/e: 50")), []),
      (localities(to("'*': 50, b: 50")), [overlap("b")]),
      (localities("distribute: [{from: a, to: {b: 100}}, {from: a/b, to: {b: 100}}]"), [overlap("a/b")]),
      (
        localities("failover: [{from: a, to: b}]", and: ""),
        ["warning: outlier detection policy must be provided for failover"]
      ),
      (
        localities("failoverPriority: [app]", and: ""),
        ["warning: outlier detection policy must be provided for failover"]
      ),
      (
        localities("failover: [{from: a, to: a}]"), ["locality lb failover settings must specify different regions"]
      ),
      (localities("failover: [{from: a/b, to: c}]"), ["locality lb failover only specify region"]),
      (
        localities("failover: [{from: a, to: '*'}]"),
        ["locality lb failover region should not contain '*' wildcard"]
      ),
    ])
  }
}
