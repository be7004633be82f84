import Testing

@Suite struct `The validation of ServiceEntries` {
  private static let entries = WebhookTexts(apiVersion: "networking.istio.io/v1", kind: "ServiceEntry")
  private static let name = String(repeating: "a", count: 64)

  @Test func `says what Istio says of hosts and selectors`() async throws {
    let everywhere = "will be applied to all services in namespace"
    try await Self.entries.check([
      ("hosts: [api.example.com], resolution: DNS", []),
      ("resolution: STATIC", ["service entry must have at least one host"]),
      ("hosts: [], resolution: STATIC", ["service entry must have at least one host"]),
      ("hosts: ['*']", ["invalid host *"]),
      ("hosts: [a_b.example.com]", [#"domain name "a_b.example.com" invalid (label "a_b" invalid)"#]),
      ("hosts: ['*foo.example.com']", [#"warning: partial wildcard "*foo.example.com" not allowed"#]),
      ("hosts: ['*foo.example.com'], resolution: DYNAMIC_DNS", []),
      (
        "hosts: [api.example.com], resolution: STATIC, workloadSelector: {}",
        ["warning: service entry: workload selector specified without labels, \(everywhere)"]
      ),
      (
        "workloadSelector: {labels: {app: 'a*', '': b}}",
        [
          #"wildcard is not supported in selector: "app=a*""#, #"empty key is not supported in selector: "=b""#,
        ]
      ),
      (
        "hosts: [api.example.com], resolution: STATIC, workloadSelector: {labels: {app: a}}, "
          + "endpoints: [{address: 192.0.2.1}]",
        ["only one of WorkloadSelector or Endpoints is allowed in Service Entry"]
      ),
      (
        "hosts: [api.example.com], workloadSelector: {labels: {app: a}}",
        ["warning: workloadSelector should not be set when resolution mode is NONE"]
      ),
      (
        "hosts: [api.example.com], exportTo: [., shop, '*', '~', a_b]",
        [
          "duplicate entries in exportTo for entry shop",
          "only .,*, or a valid DNS 1123 label is allowed as exportTo entry",
          "cannot have both public (*) and non-public exportTo values for a resource",
          "cannot export service entry to no one (~) and someone",
        ]
      ),
      ("hosts: [api.example.com], exportTo: ['~']", []),
    ])
  }

  @Test func `says what Istio says of addresses`() async throws {
    try await Self.entries.check([
      ("hosts: [api.example.com], addresses: [192.0.2.0/24, 2001:db8::1, 'fe80::1%eth0']", []),
      ("hosts: [api.example.com], addresses: [192.0.2]", ["192.0.2 is not a valid IP"]),
      ("hosts: [api.example.com], addresses: [192.0.2.0/33]", ["192.0.2.0/33 is not a valid CIDR block"]),
      ("hosts: [api.example.com], addresses: [192.0.2.0/8/8]", ["192.0.2.0/8/8 is not a valid IP"]),
      (
        "hosts: [api.example.com], addresses: [192.0.2.0/24], resolution: DNS",
        ["CIDR addresses are allowed only for NONE/STATIC resolution types"]
      ),
      (
        "hosts: [a.example.com, b.example.com], addresses: [192.0.2.1], resolution: DNS, "
          + "ports: [{number: 443, name: tls, protocol: TLS}]",
        [
          "warning: service entry can not have more than one host specified simultaneously with address and tcp port"
        ]
      ),
    ])
  }

  @Test func `says what Istio says of ports`() async throws {
    let unknown =
      "warning: addresses are required for ports serving TCP (or unset) protocol when IP Autoallocation is not enabled"
    func ports(_ ports: String, _ rest: String = "addresses: [192.0.2.1]") -> String {
      "hosts: [api.example.com], \(rest), ports: [\(ports)]"
    }
    try await Self.entries.check([
      (
        ports("{number: 80, name: http}, {number: 80, name: http, protocol: HTTP}"),
        [#"service entry port name "http" already defined"#, "service entry port 80 already defined"]
      ),
      (
        ports("null"), ["invalid port name: ", "port number 0 must be in the range 1..65535"]
      ),
      (
        ports("{number: 70000, name: a_b, protocol: FOO, targetPort: 70001}"),
        [
          "invalid port name: a_b", "unsupported protocol: FOO", "port number 70000 must be in the range 1..65535",
          "port number 70001 must be in the range 1..65535",
        ]
      ),
      (ports("{number: 80, name: \(Self.name)}"), ["invalid port name: \(Self.name)"]),
      // Only TCP in capitals, and only where nothing is resolved.
      (
        ports("{number: 1, name: a, protocol: TCP}, {number: 2, name: b}", "resolution: NONE"),
        [unknown, unknown]
      ),
      (ports("{number: 1, name: a, protocol: tcp}, {number: 2, name: b, protocol: TLS}", "resolution: NONE"), []),
      (ports("{number: 1, name: a, protocol: TCP}", "resolution: STATIC"), []),
      (ports("{number: 1, name: a, protocol: TCP}"), []),
    ])
    // The label that switches the addresses off is not shown to the analyzer.
    try await Self.entries.check(
      [(ports("{number: 1, name: a, protocol: TCP}", "resolution: STATIC"), [])],
      metadata: "namespace: shop, labels: {networking.istio.io/enable-autoallocate-ip: 'false'}")
  }

  @Test func `says what Istio says of several hosts`() async throws {
    let several = "hosts: [a.example.com, b.example.com], "
    try await Self.entries.check([
      (
        several + "resolution: DNS, ports: [{number: 1, name: a, protocol: TCP}]",
        ["multiple hosts provided with non-HTTP, non-TLS ports"]
      ),
      (
        several
          + "resolution: DNS, ports: [{number: 1, name: a, protocol: HTTPS}, {number: 2, name: b, protocol: grpc}]", []
      ),
      (several + "ports: [{number: 1, name: a, protocol: MONGO}]", []),
    ])
  }

  @Test func `says what Istio says of endpoints without resolution and with addresses`() async throws {
    let host = "hosts: [api.example.com], ports: [{number: 80, name: http, protocol: HTTP}], "
    try await Self.entries.check([
      (host + "endpoints: [{address: 192.0.2.1}]", ["no endpoints should be provided for resolution type none"]),
      (host + "resolution: STATIC, endpoints: [null]", ["address is required"]),
      (
        host + "resolution: STATIC, endpoints: [{network: west}]",
        [#"warning: address is unset with network "west""#]
      ),
      (
        host + "resolution: STATIC, endpoints: [{address: api.example.com}]",
        [#"endpoint address "api.example.com" is not a valid IP address"#]
      ),
      (
        host + "resolution: STATIC, endpoints: [{address: 192.0.2.1, ports: {web: 0}, labels: {'a b': c}}]",
        [
          "endpoint port 0 is not defined by the service entry", "port number 0 must be in the range 1..65535",
          #"invalid tag key: "a b""#,
        ]
      ),
      (
        host + "resolution: STATIC, endpoints: [{address: 'unix://run/api', ports: {http: 80}}]",
        ["run/api is not an absolute path to a file", "unix endpoint unix://run/api must not include ports"]
      ),
      (
        "hosts: [api.example.com], resolution: STATIC, endpoints: [{address: 'unix:///run/api'}]",
        ["exactly 1 service port required for unix endpoints"]
      ),
      (host + "resolution: STATIC, endpoints: [{address: 'unix://@api'}]", []),
    ])
  }

  @Test func `says what Istio says of DNS`() async throws {
    let fullNames =
      "hosts must be FQDN or contain only prefix wildcards if no endpoints are provided for resolution mode"
    try await Self.entries.check([
      (
        "hosts: ['*.example.com', '*.example.org'], resolution: DNS",
        [#"\#(fullNames) DNS, domain name "*.example.com" invalid (label "*" invalid)"#]
      ),
      ("hosts: ['*.example.com'], resolution: DNS, endpoints: [{address: api.example.com}]", []),
      (
        "hosts: [api.example.com], resolution: DNS_ROUND_ROBIN, endpoints: [{address: a.example}, {address: b.example}]",
        ["there must only be 0 or 1 endpoint for resolution mode DNS_ROUND_ROBIN"]
      ),
      (
        "hosts: [api.example.com], resolution: DNS, "
          + "endpoints: [{address: a_b, ports: {a_b: 1}, labels: {app: 'a b'}}, {}]",
        [
          #"endpoint address "a_b" is not a valid FQDN or an IP address"#, #"invalid tag value: "a b""#,
          "endpoint port 1 is not defined by the service entry", "invalid port name: a_b",
          #"endpoint address "" is not a valid FQDN or an IP address"#,
        ]
      ),
      (
        "hosts: ['*.example.com', api.example.com], resolution: DYNAMIC_DNS, addresses: [192.0.2.1], "
          + "endpoints: [{address: a.example}], ports: [{number: 443, name: https, protocol: HTTPS}]",
        [
          "host must be wildcarded for resolution mode DYNAMIC_DNS",
          "addresses cannot be set for resolution type DYNAMIC_DNS. HTTP route domains will only be generatedfrom the "
            + "hosts field values",
          "endpoints cannot be set for resolution type DYNAMIC_DNS. Destination IP address determined from "
            + "hostsfield values",
          "only HTTP, TLS, GRPC, and HTTP2 protocols are supported for resolution type DYNAMIC_DNS",
        ]
      ),
      (
        "resolution: DYNAMIC_DNS",
        [
          "service entry must have at least one host",
          "at least one wildcard host must be provided for resolution type DYNAMIC_DNS",
        ]
      ),
    ])
    let inside = "hosts: ['*.example.com'], resolution: DYNAMIC_DNS, location: MESH_INTERNAL"
    let waypoint = "location MESH_INTERNAL with resolution type DYNAMIC_DNS is not supported when using waypoints"
    for (name, texts) in [("edge", [waypoint]), ("None", [])] {
      try await Self.entries.check(
        [(inside, texts)], metadata: "namespace: shop, labels: {istio.io/use-waypoint: \(name)}")
    }
  }

  @Test func `says what Istio says of WorkloadEntries`() async throws {
    let label = "\(String(repeating: "\(Self.name.prefix(63)).", count: 4))a/x"
    try await WebhookTexts(apiVersion: "networking.istio.io/v1", kind: "WorkloadEntry").check([
      ("address: 192.0.2.1, ports: {http: 80}, labels: {app: cart}", []),
      ("address: vm.example.com", []),
      ("ports: {a_b: 0}", ["address is required"]),
      ("network: west", [#"warning: address is unset with network "west""#]),
      ("address: a_b", [#"endpoint address "a_b" is not a valid FQDN or an IP address"#]),
      ("address: 'unix://'", ["unix address must not be empty"]),
      ("address: 'unix:///run/'", ["/run/ is not an absolute path to a file"]),
      (
        "address: 'unix://@x', ports: {http: 70000}",
        ["unix endpoint unix://@x must not include ports", "port number 70000 must be in the range 1..65535"]
      ),
      (
        "address: 192.0.2.1, labels: {'\(label)': a, '\(Self.name)': a, 'a.1/x': '\(Self.name)'}",
        [
          #"invalid tag key: "\#(label)" (DNS prefix is too long)"#,
          #"invalid tag key: "\#(Self.name)" (name is too long)"#,
        ]
      ),
    ])
  }

  @Test func `says what Istio says of WorkloadGroups`() async throws {
    func probe(_ fields: String) -> String { "template: {}, probe: {\(fields)}" }
    try await WebhookTexts(apiVersion: "networking.istio.io/v1", kind: "WorkloadGroup").check([
      ("template: {}", []),
      ("metadata: {labels: {app: cart}}", ["template is required"]),
      (
        "template: {}, metadata: {labels: {'a b': c}}, probe: {}",
        ["invalid labels: 1 error occurred:\n\t* invalid tag key: \"a b\"\n\n"]
      ),
      (
        "template: {}, metadata: {labels: {'a b': 'c d'}}",
        ["invalid labels: 2 errors occurred:\n\t* invalid tag key: \"a b\"\n\t* invalid tag value: \"c d\"\n\n"]
      ),
      (probe(""), ["unknown health check method <nil>"]),
      (probe("grpc: {port: 80}"), ["unknown health check method *v1alpha3.ReadinessProbe_Grpc"]),
      (
        probe(
          "periodSeconds: -1, initialDelaySeconds: -1, timeoutSeconds: -1, successThreshold: -1, failureThreshold: -1, "
            + "tcpSocket: {}"),
        [
          "periodSeconds must be non-negative", "initialDelaySeconds must be non-negative",
          "timeoutSeconds must be non-negative", "successThreshold must be non-negative",
          "failureThreshold must be non-negative", "port number 0 must be in the range 1..65535",
        ]
      ),
      (
        probe("httpGet: {scheme: http, httpHeaders: [{name: X-A}, {name: x_a}, {value: b}]}"),
        [
          "port number 0 must be in the range 1..65535", #"httpGet.scheme must be one of "HTTPS", "HTTP""#,
          "header name x_a is not a valid header name", "header name cannot be empty",
        ]
      ),
      (probe("httpGet: {port: 80, scheme: HTTPS}"), []),
      (probe("exec: {command: []}"), ["exec.command is required"]),
      (probe("exec: {command: [ls]}"), []),
    ])
  }
}
