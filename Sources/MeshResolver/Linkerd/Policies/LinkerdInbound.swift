package import Diagnostics
import MeshModel

/// What a port of a workload accepts.
package struct LinkerdInbound: Sendable {
  /// The Server that has the port, as an index into ``LinkerdPolicyIndex/servers``; nil where none selects it.
  package var server: Int?
  /// All Servers that select the port.
  fileprivate var candidates: [Int]
  /// `unknown`, `HTTP/1`, `HTTP/2`, `gRPC`, `opaque` or `TLS`.
  package var proxyProtocol: String
  /// Who is let in, whatever the route.
  package var authorizations: LinkerdAuthorizations
  /// The routes that requests have to match, as indexes into ``LinkerdPolicyIndex/routes``; empty for any request.
  package var routes: [Int]
  /// What holds where no Server selects the port.
  package var defaultPolicy: Setting<LinkerdDefaultPolicy>
  /// The same, for a port that is listed in `proxy-require-identity-inbound-ports` too.
  package var appliedPolicy: LinkerdDefaultPolicy
  /// Where ``appliedPolicy`` is written; nil for a default.
  package var policyPlace: SourceSpan?
  /// The ports that go past the proxy, where this is one of them.
  package var bypass: LinkerdPod.Ports?
}

extension LinkerdInbound {
  /// Other Servers that select the port too and count for nothing there, unless ages are not known: see
  /// ``LinkerdMesh/inbounds(of:port:)``.
  package var rivals: [Int] { candidates.filter { $0 != server } }

  /// Whether anybody is let in at all; probes do not count.
  package func admitsAnybody(_ policies: LinkerdPolicyIndex) -> Bool {
    !authorizations.isEmpty || routes.contains { !policies.authorizations(ofRoute: $0).isEmpty }
  }

  /// Whether a client without mutual TLS may be let in, be it on some routes only; probes do not count.
  package func admitsPlaintext(_ policies: LinkerdPolicyIndex) -> Bool {
    authorizations.admitsPlaintext || routes.contains { policies.authorizations(ofRoute: $0).admitsPlaintext }
  }
}

extension LinkerdMesh {
  /// What a port of a workload accepts, as if it had a proxy.
  package func inbound(of workload: Int, port: Int) -> LinkerdInbound {
    let candidates = policies.servers(of: workloads[workload], port: port)
    return inbound(of: workload, port: port, candidates.first, among: candidates)
  }

  /// What a port of a workload accepts, for each of the Servers that may have it: more than one where it is not known
  /// which is the oldest.
  package func inbounds(of workload: Int, port: Int) -> [LinkerdInbound] {
    let candidates = policies.servers(of: workloads[workload], port: port)
    let owners = policies.owners(among: candidates)
    guard !owners.isEmpty else { return [inbound(of: workload, port: port, nil, among: [])] }
    return owners.map { inbound(of: workload, port: port, $0, among: candidates) }
  }

  private func inbound(of workload: Int, port: Int, _ server: Int?, among candidates: [Int]) -> LinkerdInbound {
    let pod = pod(workload)
    let isOpaque = pod.opaque.ports.contains(port)
    var inbound = LinkerdInbound(
      server: server, candidates: candidates, proxyProtocol: isOpaque ? "opaque" : "unknown",
      authorizations: LinkerdAuthorizations(), routes: [], defaultPolicy: pod.defaultPolicy,
      appliedPolicy: pod.defaultPolicy.value,
      policyPlace: pod.defaultPolicy.origin)
    if pod.requiringIdentity.ports.contains(port), inbound.appliedPolicy.requiringIdentity != inbound.appliedPolicy {
      inbound.appliedPolicy = inbound.appliedPolicy.requiringIdentity
      inbound.policyPlace = pod.requiringIdentity.place
    }
    if let server {
      // An annotation says nothing about a port that has a Server.
      inbound.proxyProtocol = policies.servers[server].proxyProtocol?.value ?? "unknown"
      inbound.authorizations = policies.authorizations(of: server)
      inbound.routes = policies.routes(of: server).filter { isServed(policies.routes[$0], inbound.proxyProtocol) }
    } else {
      let policy = inbound.appliedPolicy
      let standard = policy.authorization(settings, as: .defaultPolicy(policy))
      inbound.authorizations = LinkerdAuthorizations(standard.map { [$0] } ?? [])
    }
    if pod.skippedInbound.ports.contains(port) { inbound.bypass = pod.skippedInbound }
    return inbound
  }

  /// The ports that a proxy declares which is in the manifest already.
  func proxyPorts(of workload: Int) -> Set<Int> {
    let pod = workloads[workload].pod
    let proxies = (pod.containers + pod.initContainers).filter { $0.name?.value == "linkerd-proxy" }
    return Set(proxies.flatMap(\.ports).map(\.number.value))
  }

  /// The ports that Servers select on a workload.
  func serverPorts(of workload: Int) -> Set<Int> { policies.serverPorts(of: workloads[workload]) }

  /// HTTPRoutes are for HTTP and for what may be HTTP, GRPCRoutes for gRPC.
  private func isServed(_ route: KubernetesRoute, _ proxyProtocol: String) -> Bool {
    switch route.metadata.kind.value {
    case "HTTPRoute": ["unknown", "HTTP/1", "HTTP/2"].contains(proxyProtocol)
    case "GRPCRoute": proxyProtocol == "gRPC"
    default: false
    }
  }
}

extension LinkerdDefaultPolicy {
  /// The policy of a port in `proxy-require-identity-inbound-ports`.
  fileprivate var requiringIdentity: LinkerdDefaultPolicy {
    switch self {
    case .allUnauthenticated: .allAuthenticated
    case .clusterUnauthenticated: .clusterAuthenticated
    case .allAuthenticated, .clusterAuthenticated, .deny, .audit: self
    }
  }
}
