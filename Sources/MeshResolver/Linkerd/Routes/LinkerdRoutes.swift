import MeshModel

extension LinkerdMesh {
  /// The verdict where routes decide; nil where the Server's authorizations alone do
  /// (`linkerd/app/inbound/src/policy/http.rs` of linkerd2-proxy).
  func routeVerdict(on request: Request, of workload: Int, _ inbound: LinkerdInbound) -> Verdict? {
    let verdicts = takers(of: request, on: inbound).map { route -> Verdict in
      switch route {
      case .none:
        Verdict(
          .deny,
          inbound.routes.isEmpty
            ? "the port takes gRPC, which is POST /SERVICE/METHOD, and answers the request with 404"
            : "no route of the Server matches the request, which gets 404",
          at: inbound.server.map { policies.servers[$0].metadata.span })
      case .standard(let isProbed):
        verdict(
          on: request,
          inbound.authorizations
            + LinkerdAuthorizations(isProbed && isProbe(request, of: workload) ? [probe] : []), inbound)
      case .route(let index):
        verdict(on: request, inbound.authorizations + policies.authorizations(ofRoute: index), inbound)
      }
    }
    guard let first = verdicts.first else { return nil }
    guard verdicts.allSatisfy({ $0.decision == first.decision }) else {
      return Verdict(.unknown, "it depends on a regular expression", at: first.place)
    }
    return first
  }

  /// What takes a request on a port.
  enum Taker: Hashable {
    /// An index into ``LinkerdPolicyIndex/routes``.
    case route(Int)
    /// The route that a port without routes has; and where it is for HTTP, the route for its probes.
    case standard(isProbed: Bool)
    /// No route: the request gets 404.
    case none
  }

  /// What takes a request, or may take it where that depends on a regular expression.
  func takers(of request: Request, on inbound: LinkerdInbound) -> [Taker] {
    guard !inbound.routes.isEmpty else {
      let isGRPC = inbound.proxyProtocol == "gRPC"
      return isGRPC && request.grpcNames == nil ? [.none] : [.standard(isProbed: !isGRPC)]
    }
    let matches = inbound.routes.flatMap { route in
      policies.routes[route].linkerdMatches(request).map { (route: route, match: $0) }
    }
    // Of equally good ones the first takes the request.
    let ordered = matches.enumerated().sorted { one, other in
      one.element.match.rank == other.element.match.rank
        ? one.offset < other.offset : other.element.match.rank.lexicographicallyPrecedes(one.element.match.rank)
    }
    var takers: [Taker] = []
    for (_, candidate) in ordered {
      if !takers.contains(.route(candidate.route)) { takers.append(.route(candidate.route)) }
      if candidate.match.isCertain { return takers }
    }
    return takers + [.none]
  }

  /// What lets kubelets in on the paths of probes.
  private var probe: LinkerdAuthorization {
    LinkerdAuthorization(
      clients: .anyone, networks: settings.probeNetworks.map { LinkerdAuthorization.Network($0) }, source: .probe)
  }

  private func isProbe(_ request: Request, of workload: Int) -> Bool {
    request.method == "GET"
      && workloads[workload].authorizedProbes.contains {
        $0.port == request.port && $0.path == request.pathWithoutQuery
      }
  }
}

extension Workload {
  /// The ports and paths that Linkerd lets kubelets ask for (`policy-controller/k8s/index/src/inbound/workload.rs`
  /// pod_http_probes): a named port is a TCP port of the same container.
  package var authorizedProbes: [(port: Int, path: String)] {
    (pod.containers + pod.initContainers).flatMap { container in
      container.probes.compactMap { probe in
        guard probe.action == .httpGet, let port = probe.port else { return nil }
        let number =
          probe.namesPort
          ? container.ports.first {
            $0.name?.value.lowercased() == port.value.lowercased() && $0.transport.uppercased() == "TCP"
          }?.number.value : Int(port.value)
        return number.map { ($0, probe.pathWithoutQuery) }
      }
    }
  }
}

extension Probe {
  var pathWithoutQuery: String {
    let path = (path?.value ?? "/").prefix { $0 != "?" && $0 != "#" }
    return path.isEmpty ? "/" : String(path)
  }
}
