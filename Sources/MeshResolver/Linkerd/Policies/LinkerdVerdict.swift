package import MeshModel

extension LinkerdMesh {
  /// Whether a request is let in by the proxy of a workload, as `linkerd2-proxy` decides with what the policy
  /// controller tells it (`linkerd/app/inbound/src/policy`). Linear in the authorizations of the port that may be for
  /// the client.
  package func verdict(on request: Request, of workload: Int) -> Verdict {
    let proxy = proxies[workload]
    switch proxy.presence {
    case .unknown:
      return Verdict(.unknown, "it is not known whether there is a proxy: \(proxy.reason)", at: proxy.place)
    case .none, .ambient:
      return Verdict(.noProxy, "there is no proxy, because \(proxy.reason)", at: proxy.place)
    case .sidecar: break
    }
    let verdicts = inbounds(of: workload, port: request.port).map { verdict(on: request, of: workload, $0) }
    let first = verdicts[0]
    guard verdicts.allSatisfy({ $0.decision == first.decision }) else {
      return Verdict(.unknown, "several Servers select the port, and it is not known which is the oldest")
    }
    return first
  }

  private func verdict(on request: Request, of workload: Int, _ inbound: LinkerdInbound) -> Verdict {
    if let bypass = inbound.bypass {
      return Verdict(
        .noProxy, "the port goes past the proxy, because of config.linkerd.io/skip-inbound-ports", at: bypass.place)
    }
    if request.wire == .tcp, ["HTTP/1", "HTTP/2", "gRPC"].contains(inbound.proxyProtocol) {
      return Verdict(.rejectProtocol, "the port takes \(inbound.proxyProtocol) only")
    }
    let readsRequests = request.wire != .tcp && !["opaque", "TLS"].contains(inbound.proxyProtocol)
    if readsRequests, let verdict = routeVerdict(on: request, of: workload, inbound) { return verdict }
    return verdict(on: request, inbound.authorizations, inbound)
  }

  /// The verdict of a list of authorizations, any of which lets a request in.
  func verdict(
    on request: Request, _ authorizations: LinkerdAuthorizations, _ inbound: LinkerdInbound
  ) -> Verdict {
    if let address = request.sourceIP, Self.localhost.contains(where: { $0.contains(address) }) {
      return Verdict(.allow, "the pod may always reach itself")
    }
    var isOpen = false
    for authorization in authorizations.candidates(for: request.principal) {
      switch authorization.admits(request) {
      case true?:
        var verdict = Verdict(
          .allow, authorization.isAudit ? "the policy is audit, which only logs" : words(for: authorization))
        verdict.resource = resource(of: authorization) ?? inbound.server.map { policies.servers[$0].metadata }
        verdict.place = place(of: authorization, inbound)
        return verdict
      case nil: isOpen = true
      case false?: break
      }
    }
    if isOpen { return Verdict(.unknown, "it depends on the address of the client") }
    guard let server = inbound.server else {
      return Verdict(
        .deny, "the default policy is \(inbound.defaultPolicy.value.rawValue)", at: inbound.defaultPolicy.origin)
    }
    let written = policies.servers[server]
    var verdict = Verdict(
      .deny, authorizations.isEmpty ? "nothing is authorized for the Server" : "nothing authorizes this client",
      at: written.metadata.span)
    verdict.resource = written.metadata
    return verdict
  }

  /// The proxy lets these in whatever the policy controller says (`linkerd/proxy/server-policy/src/lib.rs`).
  private static let localhost = ["127.0.0.1", "::1"].compactMap(AddressBlock.init)

  private func words(for authorization: LinkerdAuthorization) -> String {
    switch authorization.source {
    case .accessPolicy(let policy): "the accessPolicy of the Server is \(policy.rawValue)"
    case .defaultPolicy(let policy): "the default policy is \(policy.rawValue)"
    case .serverAuthorization, .authorizationPolicy: "it is authorized"
    case .probe: "it is what a probe of the pod asks for"
    }
  }

  /// The resource that an authorization is written in; nil for defaults and the `accessPolicy` of a Server.
  package func resource(of authorization: LinkerdAuthorization) -> Metadata? {
    switch authorization.source {
    case .serverAuthorization(let index): policies.serverAuthorizations[index].metadata
    case .authorizationPolicy(let index): policies.authorizationPolicies[index].metadata
    case .accessPolicy, .defaultPolicy, .probe: nil
    }
  }
}
