import Diagnostics
import Linting
import Testing

/// The tables of spire-controller-manager's `api/v1alpha1` webhooks, by the function that makes each check.
@Suite struct `The webhook of SPIRE's controller manager` {
  /// A check, a `spec` without its braces, and what is said, in any order.
  private typealias Case = (check: String, spec: String, texts: [String])

  private static let template = "spiffeIDTemplate: 'spiffe://td/{{ .PodMeta.Name }}'"

  private func check(_ kind: String, _ cases: [Case]) async throws {
    let documents = cases.enumerated().map { number, one in
      """
      apiVersion: spire.spiffe.io/v1alpha1
      kind: \(kind)
      metadata: {name: number-\(number)}
      spec: {\(one.spec)}
      """
    }
    let fixture = Fixture(name: kind, text: documents.joined(separator: "\n---\n"))
    var found: [String: [String]] = [:]
    for finding in try await fixture.newReport().findings where finding.rule.code == "MSH1301" {
      let reason = finding.message.split(separator: " is refused by SPIRE's controller manager: ")[1]
      found[finding.object?.name ?? "", default: []].append(String(reason))
    }
    for (number, one) in cases.enumerated() {
      #expect((found["number-\(number)"] ?? []).sorted() == one.texts.sorted(), "\(one.check): \(one.spec)")
    }
  }

  @Test func `looks at templates, trust domains and selectors`() async throws {
    let parse = "ParseClusterSPIFFEIDSpec"
    let domain = "trust domain characters are limited to lowercase letters, numbers, dots, dashes, and underscores"
    func expression(_ text: String) -> String { Self.template + ", podSelector: {matchExpressions: [{\(text)}]}" }
    try await check(
      "ClusterSPIFFEID",
      [
        (parse, Self.template, []),
        (parse, "spiffeIDTemplate: ''", ["empty SPIFFEID template"]),
        (
          parse, "spiffeIDTemplate: 'spiffe://td/{{ .PodMeta.Name'",
          ["invalid SPIFFEID template: template: spiffeIDTemplate:1: unclosed action"]
        ),
        (parse, Self.template + ", federatesWith: [other.td, 'spiffe://third']", []),
        (parse, Self.template + ", federatesWith: [Other]", ["invalid federatesWith value: \(domain)"]),
        (parse, Self.template + ", federatesWith: ['']", ["invalid federatesWith value: trust domain is missing"]),
        (
          parse, Self.template + ", dnsNameTemplates: ['{{ end }}']",
          ["invalid dnsNameTemplate value: template: dnsNameTemplate:1: unexpected {{end}}"]
        ),
        (
          parse, Self.template + ", workloadSelectorTemplates: ['{{ lower }}']",
          [
            "invalid workloadSelectorTemplates value: template: workloadSelectorTemplate:1: function \"lower\" not defined"
          ]
        ),
        (
          "LabelSelectorAsSelector", expression("key: a, operator: Is"),
          ["\"Is\" is not a valid label selector operator"]
        ),
        (
          "LabelSelectorAsSelector", expression("key: a, operator: In"),
          ["values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty"]
        ),
        (
          "LabelSelectorAsSelector", expression("key: a, operator: Exists, values: [b]"),
          ["values set must be empty for exists and does not exist"]
        ),
        ("metav1.Duration", Self.template + ", ttl: 1h30m, jwtTtl: 5m", []),
        ("metav1.Duration", Self.template + ", ttl: 30d", ["time: unknown unit \"d\" in duration \"30d\""]),
        ("metav1.Duration", Self.template + ", jwtTtl: '300'", ["time: missing unit in duration \"300\""]),
        ("metav1.Duration", Self.template + ", jwtTtl: h", ["time: invalid duration \"h\""]),
      ])
  }

  @Test func `looks at endpoints, profiles and bundles`() async throws {
    let parse = "ParseClusterFederatedTrustDomainSpec"
    let web = "bundleEndpointProfile: {type: https_web}"
    func spec(_ url: String = "https://td:8443", _ profile: String = web, bundle: String? = nil) -> String {
      "trustDomain: td, bundleEndpointURL: '\(url)', \(profile)" + (bundle.map { ", trustDomainBundle: '\($0)'" } ?? "")
    }
    func spiffe(_ id: String) -> String {
      "bundleEndpointProfile: {type: https_spiffe, endpointSPIFFEID: '\(id)'}"
    }
    let url = "ValidateBundleEndpointURL"
    let id = "invalid bundle endpoint profile endpointSPIFFEID value: "
    let bundle = "invalid trustDomainBundle value: spiffebundle: "
    try await check(
      "ClusterFederatedTrustDomain",
      [
        (url, spec(), []),
        (url, spec(""), ["invalid bundleEndpointURL value: bundle endpoint URL is missing"]),
        (url, spec("http://td"), ["invalid bundleEndpointURL value: scheme must be https"]),
        (url, spec("https:///path"), ["invalid bundleEndpointURL value: host must be specified"]),
        (url, spec("https://joe@td"), ["invalid bundleEndpointURL value: cannot contain userinfo"]),
        (parse, spec("https://td", spiffe("spiffe://td/spire/server")), []),
        (parse, spec("https://td", spiffe("")), [id + "cannot be empty"]),
        (parse, spec("https://td", "bundleEndpointProfile: {type: https_spiffe}"), [id + "cannot be empty"]),
        (
          parse, spec("https://td", "bundleEndpointProfile: {type: https_web, endpointSPIFFEID: 'spiffe://td/a'}"),
          [id + "not applicable to the \"https_web\" profile"]
        ),
        ("spiffebundle.Parse", spec(bundle: #"{"keys": []}"#), []),
        ("spiffebundle.Parse", spec(bundle: "{}"), [bundle + "no authorities found"]),
        (
          "spiffebundle.Parse", spec(bundle: #"{"keys": [{"use": "x509-svid", "x5c": []}]}"#),
          [bundle + "expected a single certificate in x509-svid entry 0; got 0"]
        ),
        (
          "spiffebundle.Parse", spec(bundle: "-----BEGIN CERTIFICATE-----"),
          [bundle + "unable to parse JWKS: invalid character '-' in numeric literal"]
        ),
      ])
  }
}
