package import MeshModel

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

  /// What stands before tokens in a header of this name, in lower case.
  func prefixes(inHeader name: String) -> [String] {
    fromHeaders.filter { $0.name.value.lowercased() == name }.map { $0.prefix?.value ?? "" }
  }

  /// Whether something stands where the rule looks, which it takes for a token whatever it is
  /// (`source/extensions/filters/http/jwt_authn/extractor.cc`).
  func finds(_ location: Token.Location, _ request: Request, _ headers: [String: [String]]) -> Bool {
    func isIn(_ name: String, after prefixes: [String]) -> Bool {
      (headers[name] ?? []).contains { value in prefixes.contains { $0.isEmpty || value.contains($0) } }
    }
    switch location {
    case .authorization: return isIn("authorization", after: ["Bearer "])
    case .header(let name): return isIn(name, after: prefixes(inHeader: name))
    case .param(let name):
      let query = request.path.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
      return query.split(separator: "&").contains { $0.hasPrefix(name + "=") }
    case .cookie(let name):
      let cookies = (headers["cookie"] ?? []).flatMap { $0.split(separator: ";") }
      return cookies.contains { $0.drop { $0 == " " }.hasPrefix(name + "=") }
    }
  }

  /// Why the rule does not take a token; nil where it does.
  func refusal(of token: Token) -> String? {
    if token.isInvalid { return "the token is not valid" }
    if let claim = token.malformedClaim { return "the claim \(claim) of the token has the wrong type" }
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
  func normalized(_ claims: [String: Token.Value]) -> [String: Token.Value] {
    var claims = claims
    for name in ["scope", "permission"] + spaceDelimitedClaims.map(\.value) {
      guard let text = claims[name]?.text else { continue }
      claims[name] = .list(text.split(separator: " ").map { .text(String($0)) })
    }
    return claims
  }

  /// The headers that the rule adds, in lower case. What a client sends in them is removed before the rule looks for a
  /// token, also where it finds none.
  var ownHeaders: [String] {
    ([outputPayloadToHeader].compactMap { $0 } + outputClaimToHeaders.map(\.header)).map { $0.value.lowercased() }
  }

  /// The request's headers after the token was taken: without the token unless it is forwarded, and with what the rule
  /// adds.
  func apply(to headers: [String: [String]], token: Token, at location: Token.Location) -> [String: [String]] {
    var headers = headers
    if let header = outputPayloadToHeader { headers[header.value.lowercased()] = ["<payload>"] }
    for output in outputClaimToHeaders {
      let path = output.claim.value.split(separator: ".").map(String.init)
      guard let text = Token.Value.object(token.claims)[path[...]]?.headerText, !text.isEmpty else { continue }
      headers[output.header.value.lowercased(), default: []].append(text)
    }
    if forwardOriginalToken?.value != true {
      switch location {
      case .authorization: headers["authorization"] = nil
      case .header(let name): headers[name] = nil
      case .param, .cookie: break
      }
    }
    return headers
  }
}

extension Token {
  /// A claim that is not of the type that tokens have it in, so that no rule takes the token (`jwt_verify_lib`,
  /// `src/jwt.cc`).
  fileprivate var malformedClaim: String? {
    let texts = ["iss", "sub", "jti"].filter { claims[$0].map { $0.text == nil } ?? false }
    let numbers = ["iat", "nbf", "exp"].filter { claims[$0].map { !$0.isNumber } ?? false }
    let audience = claims["aud"].map { $0.isText } ?? true
    return texts.first ?? numbers.first ?? (audience ? nil : "aud")
  }
}

extension Token.Value {
  fileprivate var isNumber: Bool { if case .number = self { true } else { false } }

  /// Whether this is a text or a list of texts.
  fileprivate var isText: Bool {
    switch self {
    case .text: true
    case .list(let items): items.allSatisfy { $0.text != nil }
    case .object, .number, .boolean, .null: false
    }
  }

  /// The value as it stands in a header (`authenticator.cc` addJWTClaimToHeader); nil where none is added.
  fileprivate var headerText: String? {
    switch self {
    case .text(let text): text
    case .number(let text): Double(text).flatMap { UInt64(exactly: $0) }.map(String.init) ?? text
    case .boolean(let isTrue): isTrue ? "true" : "false"
    case .list, .object: "<claim>"
    case .null: nil
    }
  }
}

extension Token.Location {
  /// For messages.
  var words: String {
    switch self {
    case .authorization: "the header Authorization"
    case .header(let name): "the header \(name)"
    case .param(let name): "the parameter \(name)"
    case .cookie(let name): "the cookie \(name)"
    }
  }
}
