import Diagnostics
import MeshModel
package import MeshResolver
package import RuleCatalogue

/// Finds probes that cannot succeed, because the proxy lets no kubelet in on their port or path.
package struct FailingProbe: LinkerdRule {
  package static let page = RulePage.failingProbe

  package init() {}

  package func check(_ linkerd: LinkerdMesh, _ context: RuleContext, _ findings: inout RuleFindings) {
    for workload in linkerd.workloads.indices {
      var groups: [[LinkerdProbeFailure]] = []
      for failure in linkerd.failingProbes(of: workload) {
        if let index = groups.firstIndex(where: { $0[0].hasCauseOf(failure) }) {
          groups[index].append(failure)
        } else {
          groups.append([failure])
        }
      }
      for failures in groups {
        findings.report(.failing(failures, of: linkerd.workloads[workload].metadata, in: linkerd))
      }
    }
  }
}

extension LinkerdProbeFailure {
  /// Whether both fail for the same reason, so that mending one mends the other.
  fileprivate func hasCauseOf(_ other: LinkerdProbeFailure) -> Bool {
    reason == other.reason && port == other.port && probe.port?.value == other.probe.port?.value
      && probe.path?.value == other.probe.path?.value && container.name?.value == other.container.name?.value
  }

  /// What the probe asks for.
  private var target: String {
    switch probe.action {
    case .httpGet: "GET \(probe.path?.value ?? "/")"
    case .grpc: "the gRPC health check"
    case .tcpSocket: "the connection"
    }
  }

  fileprivate func words(in linkerd: LinkerdMesh) -> String {
    let server = inbound?.server.map { linkerd.policies.servers[$0] }
    let owner = server?.title ?? "the default policy"
    switch reason {
    case .unknownPort: return "the container has no port \(quoted(probe.port?.value ?? ""))"
    case .otherProtocol(let name): return "\(owner) says that the port speaks \(name), and the probe does not"
    case .noRoute: return "no route of \(owner) takes \(target), which gets 404"
    case .deniedByRoute(let route):
      return "kubelets have no identity, and \(linkerd.policies.routes[route].title) lets nobody in without one"
    case .denied: return "kubelets have no identity, and \(owner) lets nobody in without one"
    }
  }

  /// The path where that is what the cause is about, else the port.
  fileprivate var place: SourceSpan {
    switch reason {
    case .noRoute, .deniedByRoute: probe.path?.span ?? probe.span
    case .unknownPort, .otherProtocol, .denied: probe.span
    }
  }

  fileprivate func related(in linkerd: LinkerdMesh) -> [Finding.Related] {
    guard let inbound else { return [] }
    let policies = linkerd.policies
    var places: [Finding.Related] = []
    if let server = inbound.server.map({ policies.servers[$0] }) {
      var span = server.metadata.span
      if case .otherProtocol = reason, let written = server.proxyProtocol { span = written.span }
      places.append(.init("the port is that of \(server.title)", at: span))
    } else if let origin = inbound.defaultPolicy.origin {
      places.append(.init("the default policy is \(inbound.defaultPolicy.value.rawValue)", at: origin))
    }
    switch reason {
    case .noRoute:
      places += inbound.routes.prefix(3).map { .init("a route of the Server", at: policies.routes[$0].metadata.span) }
    case .deniedByRoute(let route): places.append(.init("the route", at: policies.routes[route].metadata.span))
    case .unknownPort, .otherProtocol, .denied: break
    }
    return places
  }

  fileprivate var help: String {
    switch reason {
    case .unknownPort: "name a port of the container"
    case .otherProtocol: "probe a port of its own, or leave out proxyProtocol"
    case .noRoute:
      "attach an HTTPRoute for the path to the Server, and authorize it with a NetworkAuthentication of the nodes"
    case .deniedByRoute:
      "authorize the route with a NetworkAuthentication of the nodes, or give the probe its own route"
    case .denied where probe.action == .httpGet:
      "Linkerd makes way for probes by plain HTTP only: authorize the network of the nodes for the Server"
    case .denied: "authorize the network of the nodes, or probe by HTTP, for which Linkerd makes way"
    }
  }
}

extension RuleFinding {
  fileprivate static func failing(
    _ failures: [LinkerdProbeFailure], of workload: Metadata, in linkerd: LinkerdMesh
  ) -> RuleFinding {
    let first = failures[0]
    let names = list(failures.map(\.probe.name))
    let container = first.container.name.map { " of container \(quoted($0.value))" } ?? ""
    return RuleFinding(
      "The \(names)\(container) in \(workload.reference.friendlyName) \(failures.count == 1 ? "fails" : "fail"): "
        + first.words(in: linkerd),
      on: workload.reference, at: first.place,
      related: first.related(in: linkerd)
        + failures.dropFirst().map { .init("this probe fails as well", at: $0.place) },
      help: first.help)
  }
}
