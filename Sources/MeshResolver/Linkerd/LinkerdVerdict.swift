import Diagnostics
package import MeshModel

extension LinkerdMesh {
  /// Whether a request is let in by the proxy of a workload, as `linkerd2-proxy` decides with what the policy controller
  /// tells it (`linkerd/app/inbound/src/policy`). Linear in the authorizations of the port.
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

  /// The verdict where routes decide; nil where the Server's authorizations alone do.
  private func routeVerdict(on request: Request, of workload: Int, _ inbound: LinkerdInbound) -> Verdict? {
    guard !inbound.routes.isEmpty else {
      return isProbe(request, of: workload) ? probeVerdict(on: request) : nil
    }
    guard let route = route(for: request, among: inbound.routes) else {
      let place = inbound.server.map { policies.servers[$0].metadata.span }
      return Verdict(.deny, "no route of the Server matches the request, which gets 404", at: place)
    }
    return verdict(on: request, inbound.authorizations + policies.authorizations(ofRoute: route), inbound)
  }

  /// The verdict on what a kubelet asks for; nil where its address is none that probes come from.
  private func probeVerdict(on request: Request) -> Verdict? {
    let networks = settings.probeNetworks.map { LinkerdAuthorization.Network($0) }
    let probe = LinkerdAuthorization(clients: .anyone, networks: networks, source: .probe)
    return probe.admits(request) == true ? Verdict(.allow, "it is what a probe of the pod asks for") : nil
  }

  private func isProbe(_ request: Request, of workload: Int) -> Bool {
    guard request.method == "GET" else { return false }
    let path = request.path.prefix { $0 != "?" }
    return workloads[workload].httpProbes.contains { $0.port == request.port && $0.path == path }
  }

  private func verdict(
    on request: Request, _ authorizations: [LinkerdAuthorization], _ inbound: LinkerdInbound
  ) -> Verdict {
    if let address = request.sourceIP, Self.localhost.contains(where: { $0.contains(address) }) {
      return Verdict(.allow, "the pod may always reach itself")
    }
    var isOpen = false
    for authorization in authorizations {
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

  private func place(of authorization: LinkerdAuthorization, _ inbound: LinkerdInbound) -> SourceSpan? {
    if let resource = resource(of: authorization) { return resource.span }
    guard let server = inbound.server.map({ policies.servers[$0] }) else { return inbound.defaultPolicy.origin }
    return server.accessPolicy?.span ?? server.metadata.span
  }

  /// The resource that an authorization is written in; nil for defaults and the `accessPolicy` of a Server.
  package func resource(of authorization: LinkerdAuthorization) -> Metadata? {
    switch authorization.source {
    case .serverAuthorization(let index): policies.serverAuthorizations[index].metadata
    case .authorizationPolicy(let index): policies.authorizationPolicies[index].metadata
    case .accessPolicy, .defaultPolicy, .probe: nil
    }
  }

  // MARK: Routes

  /// The route that takes a request, the most specific match first (Gateway API, and `linkerd2-proxy`
  /// `linkerd/http/route`); nil where none does.
  func route(for request: Request, among routes: [Int]) -> Int? {
    routes.first { policies.routes[$0].matches(request) }
  }
}

extension KubernetesRoute {
  /// Whether one of the rules takes a request.
  func matches(_ request: Request) -> Bool {
    guard hostnames.isEmpty || hostnames.contains(where: { request.host?.matchesRouteHost($0.value) ?? false }) else {
      return false
    }
    return rules.contains { rule in rule.matches.isEmpty || rule.matches.contains { $0.matches(request) } }
  }
}

extension RouteRule.Match {
  func matches(_ request: Request) -> Bool {
    let path = String(request.path.prefix { $0 != "?" })
    if let method, method.value != request.method { return false }
    if let grpcMethod {
      let names = path.split(separator: "/", omittingEmptySubsequences: false)
      guard names.count == 3, grpcMethod.service.map({ $0.value == names[1] }) ?? true,
        grpcMethod.method.map({ $0.value == names[2] }) ?? true
      else { return false }
    }
    switch self.path?.type?.value ?? "PathPrefix" {
    case "Exact": if self.path?.value?.value != path { return false }
    case "PathPrefix":
      let prefix = self.path?.value?.value ?? "/"
      let whole = prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix
      if path != whole, !path.hasPrefix(whole + "/") { return false }
    default: return false
    }
    return headers.allSatisfy { wanted in
      request.headers.contains { header in
        header.name.lowercased() == wanted.name?.value.lowercased() && header.values.contains(wanted.value?.value ?? "")
      }
    }
  }
}

extension String {
  /// Whether a host is one of a route's, which may start with `*.`.
  fileprivate func matchesRouteHost(_ pattern: String) -> Bool {
    pattern.hasPrefix("*.") ? hasSuffix(pattern.dropFirst()) : self == pattern
  }
}

extension Workload {
  /// The ports and paths that the kubelet probes by HTTP (`policy-controller/k8s/index/src/inbound/workload.rs`
  /// pod_http_probes): a named port is one of the same container.
  package var httpProbes: [(port: Int, path: String, probe: Probe)] {
    (pod.containers + pod.initContainers).flatMap { container in
      container.probes.compactMap { probe in
        guard probe.action == .httpGet, let port = probe.port else { return nil }
        let number =
          Int(port.value)
          ?? container.ports.first {
            $0.name?.value.lowercased() == port.value.lowercased() && $0.transport.uppercased() == "TCP"
          }?.number.value
        let path = (probe.path?.value ?? "/").prefix { $0 != "?" }
        return number.map { ($0, path.isEmpty ? "/" : String(path), probe) }
      }
    }
  }
}
