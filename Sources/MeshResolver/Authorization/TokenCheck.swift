import MeshModel

/// What the proxy makes of the token in a request.
enum TokenCheck {
  /// No rule looks where the token is, or there is none.
  case unseen
  /// The token was taken; the claims as policies see them, and the request's headers afterwards.
  case accepted(claims: Token.Value, headers: [String: [String]])
  case refused(reason: String, rule: RequestAuthentication.JWTRule)
}

/// The rules of the RequestAuthentications for a workload, as the filter that Istio makes of them reads tokens
/// (`pilot/pkg/security/authn/policy_applier.go` convertToEnvoyJwtConfig, and Envoy's
/// `source/extensions/filters/http/jwt_authn`).
struct TokenVerifier {
  /// By issuer, as Istio sorts them; the first that takes a token decides.
  private let rules: [RequestAuthentication.JWTRule]

  init(_ policies: [RequestAuthentication]) {
    rules = policies.flatMap(\.jwtRules).enumerated()
      .sorted { ($0.element.issuer?.value ?? "", $0.offset) < ($1.element.issuer?.value ?? "", $1.offset) }
      .map(\.element)
  }

  /// `headers`: The request's headers by name in lower case.
  func check(_ request: Request, headers: [String: [String]]) -> TokenCheck {
    guard let token = request.token, !isPreflight(request, headers) else { return .unseen }
    let location = location(of: token)
    let looking = rules.filter { $0.locations.contains(location) }
    var problem: String?
    for rule in looking {
      guard let reason = rule.refusal(of: token) else {
        return .accepted(
          claims: .object(rule.normalized(token.claims)),
          headers: rule.apply(to: headers, token: token, at: location))
      }
      problem = problem ?? reason
    }
    guard let problem, let rule = looking.first else { return .unseen }
    return .refused(reason: problem, rule: rule)
  }

  /// Where a token is carried whose sender does as the rule of its issuer says.
  private func location(of token: Token) -> Token.Location {
    token.location ?? rules.first { $0.issuer?.value == token.issuer }?.locations.first ?? .authorization
  }

  /// The headers of a request that carries a token, if it is a header that does.
  func carrying(_ token: Token?, in headers: [String: [String]]) -> [String: [String]] {
    guard let token else { return headers }
    var headers = headers
    switch location(of: token) {
    case .authorization: headers["authorization"] = ["Bearer <token>"]
    case .header(let name):
      let places = rules.lazy.flatMap(\.fromHeaders)
      let prefix = places.first { $0.name.value.lowercased() == name }?.prefix?.value ?? ""
      headers[name] = [prefix + "<token>"]
    case .param, .cookie: break
    }
    return headers
  }

  /// Browsers ask with `OPTIONS` before they send a token, and are let through.
  private func isPreflight(_ request: Request, _ headers: [String: [String]]) -> Bool {
    func isPresent(_ name: String) -> Bool { headers[name]?.contains { !$0.isEmpty } ?? false }
    return request.method == "OPTIONS" && isPresent("origin") && isPresent("access-control-request-method")
  }
}

extension RequestAuthentication.JWTRule {
  /// Where tokens are looked for; where nothing is written, in `Authorization` and in the parameter `access_token`.
  package var locations: [Token.Location] {
    guard !fromHeaders.isEmpty || !fromParams.isEmpty || !fromCookies.isEmpty else {
      return [.authorization, .param("access_token")]
    }
    return fromHeaders.map { header in
      let name = header.name.value.lowercased()
      return name == "authorization" && header.prefix?.value == "Bearer " ? .authorization : .header(name)
    } + fromParams.map { .param($0.value) } + fromCookies.map { .cookie($0.value) }
  }

  /// Why the rule does not take a token; nil where it does.
  fileprivate func refusal(of token: Token) -> String? {
    if token.isInvalid { return "the token is not valid" }
    if let issuer, !issuer.value.isEmpty, token.issuer != issuer.value {
      return "no rule is for the issuer \(token.issuer.map(goQuoted) ?? "of a token without iss")"
    }
    let wanted = Set(audiences.map { Self.plainAudience($0.value) })
    let found = (token.claims["aud"]?.texts ?? []).map(Self.plainAudience)
    guard wanted.isEmpty || found.contains(where: wanted.contains) else {
      return "the token is for no audience that the rule names"
    }
    return nil
  }

  /// Audiences are compared without scheme and final slash.
  private static func plainAudience(_ audience: String) -> String {
    var text = audience[...]
    for scheme in ["http://", "https://"] where text.hasPrefix(scheme) {
      text = text.dropFirst(scheme.count)
      break
    }
    return String(text.hasSuffix("/") ? text.dropLast() : text)
  }

  /// Claims that are lists with spaces between the items become lists.
  fileprivate func normalized(_ claims: [String: Token.Value]) -> [String: Token.Value] {
    var claims = claims
    for name in ["scope", "permission"] + spaceDelimitedClaims.map(\.value) {
      guard let text = claims[name]?.text else { continue }
      claims[name] = .list(text.split(separator: " ").map { .text(String($0)) })
    }
    return claims
  }

  /// The request's headers after the token was taken: without the token unless it is forwarded, and with what the rule
  /// adds, which nobody else can send.
  fileprivate func apply(
    to headers: [String: [String]], token: Token, at location: Token.Location
  ) -> [String: [String]] {
    var headers = headers
    if forwardOriginalToken?.value != true {
      switch location {
      case .authorization: headers["authorization"] = nil
      case .header(let name): headers[name] = nil
      case .param, .cookie: break
      }
    }
    if let header = outputPayloadToHeader { headers[header.value.lowercased()] = ["<payload>"] }
    for output in outputClaimToHeaders {
      let path = output.claim.value.split(separator: ".").map(String.init)
      headers[output.header.value.lowercased()] = Token.Value.object(token.claims)[path[...]]?.text.map { [$0] }
    }
    return headers
  }
}
