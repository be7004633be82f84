import MeshModel

/// What the proxy makes of the token in a request, and the request's headers afterwards.
enum TokenCheck {
  /// There is no token where a rule looks.
  case absent(headers: [String: [String]])
  /// The token was taken; the claims are as policies see them.
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
    guard !isPreflight(request, headers) else { return .absent(headers: headers) }
    let carried = request.token.map { (token: $0, location: location(of: $0)) }
    var headers = headers
    var refusal: (reason: String, rule: RequestAuthentication.JWTRule)?
    for rule in rules {
      for name in rule.ownHeaders { headers[name] = nil }
      let reason: String
      if let stray = rule.locations.first(where: { $0 != carried?.location && rule.finds($0, request, headers) }) {
        reason = "what stands in \(stray.words) is no token"
      } else if let (token, location) = carried, rule.locations.contains(location) {
        guard let problem = rule.refusal(of: token) else {
          return .accepted(
            claims: .object(rule.normalized(token.claims)),
            headers: rule.apply(to: headers, token: token, at: location))
        }
        reason = problem
      } else {
        continue
      }
      refusal = refusal ?? (reason, rule)
    }
    return refusal.map { .refused(reason: $0.reason, rule: $0.rule) } ?? .absent(headers: headers)
  }

  /// Where a token is carried whose sender does as the rule for its issuer says.
  private func location(of token: Token) -> Token.Location {
    let rule = rules.first { $0.issuer?.value == token.issuer } ?? rules.first { ($0.issuer?.value ?? "").isEmpty }
    return token.location ?? rule?.locations.first ?? .authorization
  }

  /// The headers of a request that carries a token, if it is a header that does.
  func carrying(_ token: Token?, in headers: [String: [String]]) -> [String: [String]] {
    guard let token else { return headers }
    var headers = headers
    switch location(of: token) {
    case .authorization: headers["authorization"] = ["Bearer <token>"]
    case .header(let name):
      let prefix = rules.lazy.compactMap { $0.prefixes(inHeader: name).first }.first ?? ""
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
