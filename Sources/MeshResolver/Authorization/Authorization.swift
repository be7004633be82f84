import Diagnostics
import MeshModel

extension EffectiveMesh {
  /// Whether a request is let in by the proxies between it and the application, as the filter chains decide that Istio
  /// builds. Linear in the values of the policies in force at the destination.
  package func verdict(on request: Request) -> Verdict {
    let proxy = proxies[request.destination]
    switch proxy.presence {
    case .none: return Verdict(.noProxy, "there is no proxy, because \(proxy.reason)", at: proxy.place)
    case .unknown: return Verdict(.unknown, "it is not known whether there is a proxy: \(proxy.reason)", at: proxy.place)
    case .ambient: return ambientVerdict(on: request)
    case .sidecar: break
    }
    let subject = policySubject(of: request.destination)
    if proxy.isGateway || subject.gatewayName != nil { return gatewayVerdict(on: request, subject) }
    if let exclusion = captures[request.destination]?.inboundExclusion(of: request.port) {
      return Verdict(
        .noProxy, "the port goes past the proxy, because of \(exclusion.annotation)", at: exclusion.place)
    }
    let mode = serverModes[request.destination].decision(for: request.port)
    let isTerminated = request.principal != nil && mode.mode != .DISABLE
    if !isTerminated, mode.mode == .STRICT { return Verdict(.rejectTLS, "the port is STRICT", at: mode.place) }
    if isTerminated, let refusal = handshakeRefusal(of: request) { return refusal }
    // Mutual TLS that nobody ends looks like no HTTP.
    let isHTTP = request.wire != .tcp && (request.principal == nil || isTerminated)
    let inbound = inboundPort(request.port, of: request.destination)
    if case .requests = inbound.reading, !isHTTP {
      return Verdict(
        .rejectProtocol, "the port takes HTTP only", at: inbound.port?.span ?? inbound.service?.metadata.span)
    }
    let readsRequests = if case .connection = inbound.reading { false } else { isHTTP }
    return verdict(on: request, subject, identity: isTerminated ? request.principal : nil, readsRequests: readsRequests)
  }

  /// What policies are chosen by for a workload's own proxy.
  package func policySubject(of workload: Int) -> PolicySubject {
    var subject = PolicySubject(namespace: workloads[workload].namespace, labels: workloads[workload].podLabels)
    subject.isWaypoint = subject.gatewayName.map { isWaypoint($0, in: subject.namespace, subject.labels) } ?? false
    return subject
  }

  /// Whether a client's trust domain fails the check that every inbound handshake makes
  /// (`pilot/pkg/networking/plugin/authn/util.go` TrustDomainsForValidation).
  private func handshakeRefusal(of request: Request) -> Verdict? {
    guard let domain = request.principal?.split(separator: "/", maxSplits: 1).first.map(String.init),
      !settings.trustDomains.contains(domain), !settings.caTrustDomains.contains(domain)
    else { return nil }
    return Verdict(
      .rejectTLS, "the trust domain \(goQuoted(domain)) is not one of the mesh", at: settings.trustDomain.origin)
  }

  /// A gateway listens for what Gateways say, and no PeerAuthentication and no check of trust domains holds there.
  private func gatewayVerdict(on request: Request, _ subject: PolicySubject) -> Verdict {
    verdict(
      on: request, subject, identity: request.principal, readsRequests: request.wire != .tcp, trustsForwardedFor: false)
  }

  /// `identity`: That of the client as the proxy sees it. `trustsForwardedFor`: Whether the last entry of
  /// `x-forwarded-for` is taken for the original client, as sidecars do; gateways count from the end.
  private func verdict(
    on request: Request, _ subject: PolicySubject, identity: String?, readsRequests: Bool,
    trustsForwardedFor: Bool = true
  ) -> Verdict {
    var facts = RequestFacts(
      identity: identity.map { "spiffe://" + $0 }, sourceIP: request.sourceIP, remoteIP: request.sourceIP,
      destinationIP: request.destinationIP, port: request.port, sni: request.sni ?? "")
    var evaluation = PolicyEvaluation(self, policies: authorizationPolicyIndex.policies(for: subject))
    guard readsRequests else {
      let custom = evaluation.custom(facts)
      return evaluation.result(custom, then: evaluation.local(facts))
    }
    guard let path = settings.pathNormalization.value.normalized(request.path) else {
      return Verdict(.rejectProtocol, "the proxy takes no such path", at: settings.pathNormalization.origin)
    }
    let rules = requestAuthenticationIndex.policies(for: subject).map { requestAuthenticationIndex.policies[$0] }
    let verifier = TokenVerifier(rules)
    var headers = request.headersByName(path: path)
    if let token = request.token {
      let location = verifier.location(of: token)
      let carried = [verifier.prefix(at: location) + "<token>"]
      switch location {
      case .authorization: headers["authorization"] = carried
      case .header(let name): headers[name] = carried
      case .param, .cookie: break
      }
    }
    facts.remoteIP =
      request.remoteIP
      ?? headers["x-forwarded-for"].flatMap { originalClient($0, trustsLast: trustsForwardedFor) } ?? request.sourceIP
    facts.http = RequestFacts.HTTP(method: request.method, path: path, host: request.host, headers: headers)
    let custom = evaluation.custom(facts)
    if custom?.decision == .deny { return evaluation.result(custom, then: Verdict(.deny, "")) }
    switch verifier.check(request, headers: headers) {
    case .unseen: break
    case .accepted(let claims, let changed):
      facts.http?.claims = claims
      facts.http?.headers = changed
    case .refused(let reason, let rule):
      var verdict = Verdict(.rejectJWT, reason, at: rule.issuer?.span ?? rule.span)
      verdict.considered = evaluation.considered
      return verdict
    }
    return evaluation.result(custom, then: evaluation.local(facts))
  }

  /// The original client in `x-forwarded-for`: for sidecars the last entry, for gateways the one before as many as
  /// there are trusted proxies.
  private func originalClient(_ values: [String], trustsLast: Bool) -> [UInt8]? {
    let entries = values.joined(separator: ",").split(separator: ",").map { String($0.filter { $0 != " " }) }
    let skipped = trustsLast ? 1 : settings.trustedProxies.value
    guard skipped > 0, entries.count >= skipped else { return nil }
    return Syntax.address(entries[entries.count - skipped])
  }
}

extension PolicyEvaluation {
  /// The verdict of both filters; nothing else is asked where the first denies.
  func result(_ custom: Verdict?, then local: Verdict) -> Verdict {
    var verdict = custom?.decision == .deny || (custom != nil && local.decision == .allow) ? custom ?? local : local
    verdict.considered = considered
    return verdict
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
