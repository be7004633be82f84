import Testing

@Suite struct `The validation of RequestAuthentications` {
  private static let policies = WebhookTexts(apiVersion: "security.istio.io/v1", kind: "RequestAuthentication")

  private func rule(_ fields: String) -> String { "jwtRules: [{issuer: shop, \(fields)}]" }

  @Test func `says what Istio says of targets`() async throws {
    let kinds =
      "[/v1/Service networking.istio.io/v1/ServiceEntry gateway.networking.k8s.io/v1/Gateway "
      + "gateway.networking.k8s.io/v1/GatewayClass]"
    try await Self.policies.check([
      ("selector: {matchLabels: {app: cart}}", []),
      ("selector: {}", ["warning: workload selector specified without labels"]),
      ("targetRefs: [{kind: Service, name: cart}]", []),
      ("targetRefs: [{kind: Service, group: core, name: cart}]", []),
      (
        "selector: {matchLabels: {'*': a}}, targetRefs: [{kind: Service, name: cart}]",
        [
          "only one of targetRefs or workloadSelector can be set",
          #"wildcard is not supported in selector: "*=a""#,
        ]
      ),
      ("selector: {matchLabels: {app: cart}}, targetRefs: []", []),
      (
        "targetRef: {kind: Pod, namespace: shop}",
        [
          "targetRef name must be set",
          "targetRef namespace must not be set; cross namespace referencing is not supported",
          "targetRef must be to one of \(kinds) but was /Pod",
        ]
      ),
    ])
  }

  @Test func `says what Istio says of rules`() async throws {
    try await Self.policies.check([
      ("jwtRules: [{issuer: shop}]", []),
      ("jwtRules: [{jwksUri: 'https://id.example.com/keys'}]", []),
      ("jwtRules: [{}]", ["issuer or jwksUri must be non-empty string"]),
      ("jwtRules: [{issuer: '', jwksUri: ''}]", ["issuer or jwksUri must be non-empty string"]),
      (rule("audiences: ['', cart]"), ["audience must be non-empty string"]),
      (
        rule("fromHeaders: [{name: ''}, {prefix: a}]"),
        [
          "location header name must be non-empty string", "location header name must be non-empty string",
        ]
      ),
      (rule("fromParams: ['']"), ["location query must be non-empty string"]),
      (rule("fromCookies: ['']"), ["cookie name must be non-empty string"]),
      (
        rule("outputClaimToHeaders: [{header: a}, {claim: b}]"),
        [
          "outputClaimToHeaders header and claim value must be non-empty string",
          "outputClaimToHeaders header and claim value must be non-empty string",
        ]
      ),
      (
        rule("outputClaimToHeaders: [{header: 'x y', claim: a}, {header: X_y-1, claim: b}]"),
        ["header name x y is not a valid header name"]
      ),
      (rule("timeout: 0s"), ["duration must be greater than 1ms"]),
    ])
  }

  @Test func `says what Istio says of addresses`() async throws {
    func uri(_ text: String) -> String { rule("jwksUri: '\(text)'") }
    try await Self.policies.check([
      (uri("HTTP://id:8080/keys?a=b#c"), []),
      (uri("id.example.com/keys"), [#"URI scheme "" is not supported"#]),
      (uri("ftp://id.example.com"), [#"URI scheme "ftp" is not supported"#]),
      (uri("id:80/keys"), [#"URI scheme "id" is not supported"#]),
      (uri("10.0.0.1:80"), [#"parse "10.0.0.1:80": first path segment in URL cannot contain colon"#]),
      (uri("://id"), [#"parse "://id": missing protocol scheme"#]),
      (uri("https://id:a/"), [#"parse "https://id:a/": invalid port ":a" after host"#]),
      (uri("https://id/%zz#a"), [#"parse "https://id/%zz": invalid URL escape "%zz""#]),
      (uri("https://i d/"), [#"parse "https://i d/": invalid character " " in host name"#]),
      (uri("https://[::1"), [#"parse "https://[::1": missing ']' in host"#]),
      (uri("https://a b@id"), [#"parse "https://a b@id": net/url: invalid userinfo"#]),
      (
        uri("https://id:99999999999999999999"),
        [#"strconv.Atoi: parsing "99999999999999999999": value out of range"#]
      ),
    ])
  }

  @Test func `says what Istio says of key sets`() async throws {
    func keys(_ text: String) -> String { rule("jwks: '\(text)'") }
    let problem = "jwks parse error: failed to unmarshal JWK set: "
    let key = #"failed to decode key #0 in "keys": "#
    let secret = "contains private key material; only public keys are used for verification"
    try await Self.policies.check([
      (keys(#"{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"},{"kty":"EC","crv":"P-256","x":"AQ","y":"AQ"}]} x"#), []),
      (keys(#"{"keys":null}"#), []),
      (keys(#"{"kty":"OKP","crv":"Ed25519","x":"AQ"}"#), []),
      (
        keys(
          #"{"keys":[{"kty":"RSA","n":"AQ","e":"AQ"},{"kty":"oct","k":"AQ"},{"kty":"RSA","n":"A","e":"A","d":"A"}]}"#),
        [
          "\(problem)failed to decode key #2 in \"keys\": failed to unmarshal JSON into key (*jwk.rsaPrivateKey): "
            + "failed to decode value for key n: expected base64 encoded []byte (string)"
        ]
      ),
      (
        keys(
          #"{"keys":[{"kty":"RSA","n":"AQ","e":"AQ"},{"kty":"oct","k":"AQ=="},{"kty":"RSA","n":"","e":"","d":""}]}"#),
        ["warning: jwks key at index 1 \(secret)", "warning: jwks key at index 2 \(secret)"]
      ),
      (keys("none"), ["\(problem)invalid character 'o' in literal null (expecting 'u')"]),
      (keys(" "), ["\(problem)EOF"]),
      (keys("{"), ["\(problem)unexpected EOF"]),
      (keys("[]"), ["\(problem)expected '{', but got '['"]),
      (keys("null"), ["\(problem)error reading token: EOF"]),
      (keys(#""keys""#), ["\(problem)failed to decode \"keys\": EOF"]),
      (keys(#"{"keys":[],}"#), ["\(problem)invalid character '}' looking for beginning of object key string"]),
      (keys(#"{"keys" []}"#), ["\(problem)invalid character '[' after object key"]),
      (keys(#"{"keys":[1 2]}"#), ["\(problem)invalid character '2' after array element"]),
      (keys(#"{"keys":[1.x]}"#), ["\(problem)invalid character 'x' after decimal point in numeric literal"]),
      (
        keys(#"{"keys":{}}"#),
        [#"\#(problem)failed to decode "keys": json: cannot unmarshal object into Go value of type []json.RawMessage"#]
      ),
      (keys("{}"), ["\(problem)failed to parse sole key in key set: invalid key type from JSON ()"]),
      (keys(#"{"keys":[{"kty":"DSA"}]}"#), ["\(problem)\(key)invalid key type from JSON (DSA)"]),
      (
        keys(#"{"keys":[{"kty":"RSA","n":"AQAB"}]}"#),
        ["\(problem)\(key)failed to unmarshal JSON into key (*jwk.rsaPublicKey): required field e is missing"]
      ),
      (
        keys(#"{"keys":[{"kty":"oct","k":5}]}"#),
        [
          "\(problem)\(key)failed to unmarshal JSON into key (*jwk.symmetricKey): failed to decode value for key k: "
            + "error reading next value: json: cannot unmarshal number into Go value of type string"
        ]
      ),
      (
        keys(#"{"keys":[{"kty":1}]}"#),
        [
          "\(problem)\(key)failed to unmarshal JSON into key hint: json: cannot unmarshal number into Go struct field "
            + ".kty of type string"
        ]
      ),
    ])
  }
}
