package import MeshModel

/// Which connections to a pod pass through its sidecar, as its annotations say
/// (`tools/istio-iptables/pkg/capture/run.go` and `pkg/kube/inject/webhook.go`).
package struct InboundCapture: Sendable {
  private enum Ports {
    case allBut(Set<Int>)
    case only(Set<Int>)
  }

  /// Ports of the proxy itself, which are never taken over.
  package static let proxyPorts: Set<Int> = [15020, 15021, 15090]

  /// What a pod without annotations gets.
  static let everything = InboundCapture(LocatedMap())

  private let ports: Ports
  /// The annotation that leaves ports out; nil where none does.
  package let annotation: LocatedMap.Entry?

  init(_ annotations: LocatedMap) {
    if let mode = annotations.entry("sidecar.istio.io/interceptionMode"), mode.value.value == "NONE" {
      (ports, annotation) = (.only([]), mode)
    } else if let include = annotations.entry("traffic.sidecar.istio.io/includeInboundPorts"),
      include.value.value != "*", let listed = Self.ports(include.value.value)
    {
      // Ports are excluded only where all are included.
      (ports, annotation) = (.only(listed), include)
    } else if let exclude = annotations.entry("traffic.sidecar.istio.io/excludeInboundPorts"),
      let listed = Self.ports(exclude.value.value), !listed.isEmpty
    {
      (ports, annotation) = (.allBut(listed), exclude)
    } else {
      (ports, annotation) = (.allBut([]), nil)
    }
  }

  /// Nil for a text that is no list of ports, with which no pod is injected.
  private static func ports(_ text: String) -> Set<Int>? {
    let words = text.split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
    let ports = words.compactMap { Int($0) }
    return ports.count == words.count ? Set(ports) : nil
  }

  /// Whether connections to a port arrive at the sidecar first.
  package func captures(_ port: Int) -> Bool {
    guard !Self.proxyPorts.contains(port) else { return false }
    return switch ports {
    case .allBut(let excluded): !excluded.contains(port)
    case .only(let included): included.contains(port)
    }
  }

  /// Whether no connection at all arrives at the sidecar.
  package var capturesNothing: Bool {
    if case .only(let included) = ports { included.isEmpty } else { false }
  }
}

/// A port behind a Service that the sidecar does not see.
package struct BypassedPort: Sendable {
  package var port: Int
  package var service: MeshService
  package var servicePort: MeshService.Port
}

extension EffectiveMesh {
  package func inboundCapture(of workload: Int) -> InboundCapture { captures[workload]?.inbound ?? .everything }

  /// The ports behind Services that a pod's annotation keeps from its sidecar, each once, in ascending order. Empty for
  /// pods without sidecar, for gateways, and where nothing at all passes through the sidecar.
  package func bypassedPorts(of workload: Int) -> [BypassedPort] {
    let capture = inboundCapture(of: workload)
    guard capture.annotation != nil, !capture.capturesNothing, hasApplicationSidecar(workload) else { return [] }
    var found: [Int: BypassedPort] = [:]
    for service in registry.services(of: workload) {
      for port in services[service].ports where port.portProtocol != .udp {
        guard let number = registry.workloadPort(port, of: workload), found[number] == nil,
          !InboundCapture.proxyPorts.contains(number), !capture.captures(number)
        else { continue }
        found[number] = BypassedPort(port: number, service: services[service], servicePort: port)
      }
    }
    return found.values.sorted { $0.port < $1.port }
  }

  /// Whether a workload provably has a sidecar, and one that is no gateway.
  package func hasApplicationSidecar(_ workload: Int) -> Bool {
    proxies[workload].presence == .sidecar && !proxies[workload].isGateway
  }
}
