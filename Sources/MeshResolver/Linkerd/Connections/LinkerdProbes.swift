package import MeshModel

/// A probe that fails because of Linkerd, or with it.
package struct LinkerdProbeFailure: Sendable {
  package enum Reason: Hashable, Sendable {
    /// The container has no port of that name, and the kubelet knows none.
    case unknownPort
    /// The proxy reads the port as another protocol than that of the probe.
    case otherProtocol(String)
    /// No route of the Server takes the probe: it gets 404.
    case noRoute
    /// The route takes the probe and lets nobody in without an identity; an index into ``LinkerdPolicyIndex/routes``.
    case deniedByRoute(Int)
    /// The Server, or the default policy, lets nobody in without an identity, and nothing makes an exception.
    case denied
  }

  package var probe: Probe
  package var container: Container
  package var port: Int?
  package var reason: Reason
  /// What the port accepts; nil where the port is not known.
  package var inbound: LinkerdInbound?
}

extension LinkerdMesh {
  /// The probes of a workload that cannot succeed. Kubelets have no identity; a `tcpSocket` probe is content with the
  /// proxy's own socket, which takes a connection before anything is asked of it.
  package func failingProbes(of workload: Int) -> [LinkerdProbeFailure] {
    guard isMeshed(workload) else { return [] }
    let pod = workloads[workload].pod
    return (pod.containers + pod.initContainers).filter { $0.name?.value != "linkerd-proxy" }.flatMap { container in
      container.probes.filter { $0.action != .tcpSocket && $0.host == nil }.compactMap { probe in
        guard let port = probe.port else { return nil }
        guard let number = container.number(of: port.value) else {
          return LinkerdProbeFailure(probe: probe, container: container, reason: .unknownPort)
        }
        let inbound = inbound(of: workload, port: number)
        // Which of several Servers has the port is known only in the cluster.
        guard inbound.bypass == nil, inbound.rivals.isEmpty else { return nil }
        return refusal(of: probe, at: number, of: workload, inbound).map { reason in
          LinkerdProbeFailure(probe: probe, container: container, port: number, reason: reason, inbound: inbound)
        }
      }
    }
  }

  private func refusal(
    of probe: Probe, at port: Int, of workload: Int, _ inbound: LinkerdInbound
  ) -> LinkerdProbeFailure.Reason? {
    var request = probe.request(to: workload, port: port)
    switch (probe.wire, inbound.proxyProtocol) {
    case (_, "opaque"), (_, "TLS"), (.tcp, "unknown"): request.wire = .tcp
    case (.http, "unknown"), (.http, "HTTP/1"), (.http2, "unknown"), (.http2, "HTTP/2"), (.http2, "gRPC"): break
    // Where the protocol is given, the proxy does not look what the client really speaks
    // (`linkerd/app/inbound/src/detect.rs`).
    case (_, "HTTP/1"), (_, "HTTP/2"), (_, "gRPC"): return .otherProtocol(inbound.proxyProtocol)
    default: return nil
    }
    guard verdict(on: request, of: workload).decision == .deny else { return nil }
    guard request.wire != .tcp, let taker = takers(of: request, on: inbound).first else { return .denied }
    return switch taker {
    case .none: .noRoute
    case .route(let route): .deniedByRoute(route)
    case .standard: .denied
    }
  }
}

extension Container {
  /// What the kubelet takes a probe's port for: a port of the container by its name, else a number.
  fileprivate func number(of port: String) -> Int? { ports.first { $0.name?.value == port }?.number.value ?? Int(port) }
}

extension Probe {
  /// What a proxy sees on the wire; HTTPS is bytes to it.
  fileprivate var wire: Request.Wire {
    switch action {
    case .httpGet: scheme?.value == "HTTPS" ? .tcp : .http
    case .grpc: .http2
    case .tcpSocket: .tcp
    }
  }

  /// What the kubelet asks for. Unless a header names a host, that is the address of the pod, which no route can name.
  fileprivate func request(to workload: Int, port: Int) -> Request {
    var request = Request(to: .workload(workload), port: port)
    request.wire = wire
    request.headers = headers.map { Request.Header($0.name, [$0.value]) }
    if action == .grpc {
      request.method = "POST"
      request.path = "/grpc.health.v1.Health/Check"
    } else {
      request.path = path?.value ?? "/"
      request.host = headers.first { $0.name.lowercased() == "host" }?.value
      if !headers.contains(where: { $0.name.lowercased() == "user-agent" }) {
        request.headers.append(Request.Header("User-Agent", ["kube-probe/1.0"]))
      }
    }
    return request
  }
}
