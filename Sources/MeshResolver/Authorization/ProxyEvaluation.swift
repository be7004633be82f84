import MeshModel

/// Asks one proxy about a request: its filters for tokens and policies, in their order
/// (`pilot/pkg/networking/core/listener_builder.go`).
struct ProxyEvaluation {
  let mesh: EffectiveMesh
  let subject: PolicySubject
  /// How many trusted proxies stand before a gateway, each of which adds an entry to `x-forwarded-for`; nil for other
  /// proxies, which take the last entry for the original client.
  var trustedProxies: Int?

  init(_ mesh: EffectiveMesh, _ subject: PolicySubject) {
    self.mesh = mesh
    self.subject = subject
  }

  /// `identity`: That of the client as the proxy sees it.
  func verdict(on request: Request, identity: String?, readsRequests: Bool) -> Verdict {
    var facts = RequestFacts(
      identity: identity.map { "spiffe://" + $0 }, sourceIP: request.sourceIP, remoteIP: request.sourceIP,
      destinationIP: request.destinationIP, port: request.port, sni: request.sni ?? "")
    var policies = PolicyEvaluation(mesh, policies: mesh.authorizationPolicyIndex.policies(for: subject))
    guard readsRequests else {
      let custom = policies.custom(facts)
      let local = policies.local(facts)
      return policies.result(custom, then: local)
    }
    guard let path = mesh.settings.pathNormalization.value.normalized(request.path) else {
      return Verdict(.rejectProtocol, "the proxy takes no such path", at: mesh.settings.pathNormalization.origin)
    }
    let index = mesh.requestAuthenticationIndex
    let verifier = TokenVerifier(index.policies(for: subject).map { index.policies[$0] })
    let headers = verifier.carrying(request.token, in: request.headersByName(path: path))
    facts.remoteIP = request.remoteIP ?? originalClient(headers["x-forwarded-for"] ?? []) ?? request.sourceIP
    facts.http = RequestFacts.HTTP(method: request.method, path: path, host: request.host, headers: headers)
    let custom = policies.custom(facts)
    if let custom, custom.decision == .deny { return policies.result(custom, then: custom) }
    switch verifier.check(request, headers: headers) {
    case .absent(let changed): facts.http?.headers = changed
    case .accepted(let claims, let changed):
      facts.http?.claims = claims
      facts.http?.headers = changed
    case .refused(let reason, let rule):
      return policies.result(nil, then: Verdict(.rejectJWT, reason, at: rule.issuer?.span ?? rule.span))
    }
    let local = policies.local(facts)
    return policies.result(custom, then: local)
  }

  private func originalClient(_ values: [String]) -> [UInt8]? {
    let entries = values.joined(separator: ",").split(separator: ",").map { String($0.filter { $0 != " " }) }
    let fromEnd = trustedProxies ?? 1
    guard fromEnd > 0, entries.count >= fromEnd else { return nil }
    return Syntax.address(entries[entries.count - fromEnd])
  }
}

extension Request {
  /// The headers by name in lower case, with those that HTTP/2 has for method, path and host.
  fileprivate func headersByName(path: String) -> [String: [String]] {
    var result: [String: [String]] = [:]
    for header in headers { result[header.name.lowercased(), default: []] += header.values }
    let query = self.path.firstIndex(of: "?").map { String(self.path[$0...]) } ?? ""
    result[":method"] = [method]
    result[":path"] = [path + query]
    // `host` is another name for `:authority` in Envoy.
    if let host {
      result[":authority"] = [host]
      result["host"] = [host]
    }
    return result
  }
}
