import Testing

@Suite struct `The validation of Sidecars` {
  private static let sidecars = WebhookTexts(apiVersion: "networking.istio.io/v1", kind: "Sidecar")

  @Test func `says what Istio says of Sidecars as a whole`() async throws {
    let everywhere = "workload selector specified without labels, will be applied to all services in namespace"
    try await Self.sidecars.check([
      ("outboundTrafficPolicy: {}", []),
      ("", ["sidecar: empty configuration provided"]),
      ("egress: [], workloadSelector: {}", ["sidecar: empty configuration provided"]),
      ("workloadSelector: {labels: {app: '*'}}", [#"wildcard is not supported in selector: "app=*""#]),
      ("workloadSelector: {}, egress: [{hosts: ['./*']}]", ["warning: sidecar: \(everywhere)"]),
      ("inboundConnectionPool: {}", ["connection pool must have at least one field"]),
    ])
  }

  @Test func `says what Istio says of ingress listeners`() async throws {
    func listener(_ fields: String) -> String { "ingress: [{port: {number: 80, name: web}, \(fields)}]" }
    let form =
      "sidecar: defaultEndpoint must be of form 127.0.0.1:<port>,0.0.0.0:<port>,[::1]:port,[::]:port,unix://filepath "
      + "or unset"
    func noNumber(_ text: String, _ problem: String = "invalid syntax") -> String {
      "sidecar: defaultEndpoint port (\(text)) is not a number: strconv.Atoi: parsing \"\(text)\": \(problem)"
    }
    try await Self.sidecars.check([
      ("ingress: [null]", ["sidecar: port is required for ingress listeners"]),
      (
        "ingress: [{port: {number: 80, protocol: FOO, name: a_b, targetPort: 8080}, bind: x}, {port: {number: 80}}]",
        [
          "targetPort has no impact on Sidecars", "invalid port name: a_b", "unsupported protocol: FOO",
          "x is not a valid IP", "sidecar: ports on IP bound listeners must be unique",
        ]
      ),
      ("ingress: [{port: {}}]", ["port number 0 must be in the range 1..65535"]),
      (listener("bind: 192.0.2.1, defaultEndpoint: '127.0.0.1:8080'"), []),
      (listener("defaultEndpoint: '[::1]:8080'"), []),
      (listener("defaultEndpoint: ':8080'"), []),
      (listener("defaultEndpoint: 'unix:///run/web'"), []),
      (listener("defaultEndpoint: 'unix://run/web'"), ["run/web is not an absolute path to a file"]),
      (listener("defaultEndpoint: '192.0.2.1:8080'"), [form]),
      (listener("defaultEndpoint: ':0'"), ["port number 0 must be in the range 1..65535"]),
      (listener("defaultEndpoint: ':web'"), [noNumber("web")]),
      (listener("defaultEndpoint: ':99999999999999999999'"), [noNumber("99999999999999999999", "value out of range")]),
      (listener("defaultEndpoint: '8080'"), ["address 8080: missing port in address", noNumber("")]),
      (listener("defaultEndpoint: '::1:80'"), ["address ::1:80: too many colons in address", noNumber("")]),
      (listener("defaultEndpoint: '[::1'"), ["address [::1: missing ']' in address", noNumber("")]),
      (listener("defaultEndpoint: '[::1]'"), ["address [::1]: missing port in address", noNumber("")]),
      (listener("defaultEndpoint: '[::1]:80:1'"), ["address [::1]:80:1: too many colons in address", noNumber("")]),
      (listener("defaultEndpoint: 'a[b:80'"), ["address a[b:80: unexpected '[' in address", noNumber("")]),
      (listener("defaultEndpoint: 'a]b:80'"), ["address a]b:80: unexpected ']' in address", noNumber("")]),
      (
        listener("connectionPool: {http: {maxRetries: -1}}"),
        [
          "max retries must be non-negative",
          "warning: sidecar: HTTP connection pool settings are configured for port 80 (\"web\") but its protocol is not "
            + "HTTP (); only TCP settings will apply",
        ]
      ),
      (listener("connectionPool: {tcp: {maxConnections: 1}}"), []),
    ])
  }

  @Test func `says what Istio says of the TLS of ingress listeners`() async throws {
    func tls(_ fields: String, _ name: String = "HTTPS") -> String {
      "ingress: [{port: {number: 443, protocol: \(name)}, tls: {\(fields)}}]"
    }
    let files = "serverCertificate: /tls.crt, privateKey: /tls.key"
    try await Self.sidecars.check([
      (tls("mode: SIMPLE, \(files)"), []),
      (tls("mode: SIMPLE, \(files)", "HTTP"), ["server cannot have TLS settings for non HTTPS/TLS ports"]),
      (
        tls("mode: SIMPLE, \(files), subjectAltNames: [a], httpsRedirect: true"),
        ["sidecar: subjectAltNames is not supported in ingress tls", "sidecar: httpsRedirect is not supported"]
      ),
      (tls("mode: SIMPLE, credentialName: web"), ["sidecar: credentialName is not currently supported"]),
      (tls("mode: SIMPLE, credentialNames: [web]"), ["sidecar: credentialNames is not currently supported"]),
      (
        tls("mode: SIMPLE, tlsCertificates: [{\(files)}]"),
        ["sidecar: tls_certificates is not currently supported"]
      ),
      (
        tls("mode: ISTIO_MUTUAL"),
        ["configuration is invalid: cannot set mode to ISTIO_MUTUAL in sidecar ingress tls"]
      ),
      (
        tls("mode: AUTO_PASSTHROUGH"),
        ["configuration is invalid: cannot set mode to AUTO_PASSTHROUGH in sidecar ingress tls"]
      ),
      (tls("mode: MUTUAL, \(files)"), ["MUTUAL TLS requires a client CA bundle"]),
    ])
  }

  @Test func `says what Istio says of egress listeners`() async throws {
    let number = "sidecar: ports on IP bound listeners must be unique"
    try await Self.sidecars.check([
      ("egress: [null]", ["sidecar: egress listener must contain at least one host"]),
      (
        "egress: [{hosts: ['./*']}, {port: {number: 80}, hosts: ['./*']}]",
        ["sidecar: the egress listener with empty port should be the last listener in the list"]
      ),
      (
        "egress: [{port: {number: 80, name: a_b, protocol: FOO, targetPort: 1}, bind: x, hosts: ['./*']}]",
        [
          "targetPort has no impact on Sidecars", "invalid port name: a_b", "unsupported protocol: FOO",
          "x is not a valid IP",
        ]
      ),
      ("egress: [{port: {number: 70000}, hosts: ['./*']}]", ["port number 70000 must be in the range 1..65535"]),
      ("egress: [{port: {number: 80}, hosts: ['./*']}, {port: {number: 80}, hosts: ['./*']}]", [number]),
      (
        "egress: [{port: {protocol: HTTP}, bind: 192.0.2.1, captureMode: IPTABLES, hosts: ['./*']}]",
        [
          "sidecar: ports with 0 value must have a unix domain socket bind address",
          "sidecar: captureMode must be DEFAULT/NONE for unix domain socket listeners",
        ]
      ),
      (
        "egress: [{port: {}, bind: 'unix://x', hosts: ['./*']}, {port: {}, bind: 'unix://x', hosts: ['./*']}]",
        [
          "x is not an absolute path to a file", "x is not an absolute path to a file",
          "sidecar: unix domain socket values for listeners must be unique",
        ]
      ),
    ])
  }

  @Test func `says what Istio says of egress hosts`() async throws {
    func hosts(_ hosts: String) -> String { "egress: [{hosts: [\(hosts)]}]" }
    let all = "warning: `*/*` host select all resources, no other hosts can be added"
    try await Self.sidecars.check([
      (hosts("./*, istio-system/*, '*/*.example.com', shop-2/a.example.com, '~/*', '~web/*'"), []),
      (hosts("cart"), ["host must be of form namespace/dnsName"]),
      (
        hosts("/"),
        [
          "config namespace and dnsName in host entry cannot be empty", "short names (non FQDN) are not allowed",
          "empty domain name not allowed",
        ]
      ),
      (hosts("a_b/*"), [#"invalid namespace value "a_b" in sidecar"#]),
      (hosts("~a_b/*"), [#"invalid namespace value "~a_b" in sidecar"#]),
      (hosts("shop/cart"), ["short names (non FQDN) are not allowed"]),
      (hosts("shop/*cart.shop"), [#"partial wildcard "*cart.shop" not allowed"#]),
      (hosts("shop/a_b.shop"), [#"domain name "a_b.shop" invalid (label "a_b" invalid)"#]),
      (
        hosts("shop/192.0.2.1"),
        [#"domain name "0.2.1" invalid (top level domain "1" cannot be all-numeric)"#]
      ),
      (hosts("web/a.example, web/a.example"), ["warning: duplicated egress host: web/a.example"]),
      (hosts("web/*, web/a.example"), ["warning: duplicated egress host: web/a.example"]),
      (hosts("./a.example, shop/*"), ["warning: duplicated egress host: shop/*"]),
      (hosts("'*/*', web/*"), [all]),
      (hosts("'*/*', '~web/*'"), []),
    ])
  }

  @Test func `says what Istio says of the outbound traffic policy`() async throws {
    func proxy(_ fields: String) -> String { "outboundTrafficPolicy: {mode: ALLOW_ANY, egressProxy: {\(fields)}}" }
    try await Self.sidecars.check([
      (proxy("host: egress.example.com, subset: v1, port: {number: 443}"), []),
      (
        "outboundTrafficPolicy: {egressProxy: {host: egress.example.com}}",
        ["sidecar: egress_proxy must be set only with ALLOW_ANY outbound_traffic_policy mode"]
      ),
      (proxy("port: {}"), ["empty domain name not allowed", "port number 0 must be in the range 1..65535"]),
      (proxy("host: egress.example.com"), ["sidecar: egress_proxy port must be non-nil"]),
      (
        proxy("host: '*', subset: a_b, port: {number: 1}"),
        [
          #"domain name "*" invalid (label "*" invalid)"#, "invalid destination host *",
          "subset name is invalid: a_b",
        ]
      ),
    ])
  }
}
