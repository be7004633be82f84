package import Diagnostics
import MeshModel

/// Which traffic of a pod goes through its sidecar, as the annotations `traffic.sidecar.istio.io/…` and
/// `sidecar.istio.io/interceptionMode` say (`tools/istio-iptables`; Istio's documentation of resource annotations).
package struct TrafficCapture: Sendable {
  /// An annotation that keeps a port away from the proxy.
  package struct Exclusion: Sendable {
    package var annotation: String
    package var place: SourceSpan
  }

  /// Ports of the proxy itself, which are never redirected.
  private static let ownPorts: Set<Int> = [15020, 15021, 15090]

  private var excludedInbound: [Int: Exclusion] = [:]
  /// The only ports that are captured; nil for all.
  private var includedInbound: (ports: Set<Int>, exclusion: Exclusion)?
  private var excludedOutbound: [Int: Exclusion] = [:]
  /// Nothing is captured at all.
  private var interceptionNone: Exclusion?

  init(_ workload: Workload) {
    func annotation(_ key: String) -> (value: String, exclusion: Exclusion)? {
      workload.podAnnotations[key].map { ($0.value, Exclusion(annotation: key, place: $0.span)) }
    }
    if let mode = annotation("sidecar.istio.io/interceptionMode"), mode.value == "NONE" {
      interceptionNone = mode.exclusion
    }
    if let ports = annotation("traffic.sidecar.istio.io/excludeInboundPorts") {
      for port in Self.ports(ports.value) { excludedInbound[port] = ports.exclusion }
    }
    if let ports = annotation("traffic.sidecar.istio.io/includeInboundPorts"), ports.value != "*" {
      includedInbound = (Set(Self.ports(ports.value)), ports.exclusion)
    }
    if let ports = annotation("traffic.sidecar.istio.io/excludeOutboundPorts") {
      for port in Self.ports(ports.value) { excludedOutbound[port] = ports.exclusion }
    }
  }

  /// Why connections that arrive at a port do not go through the proxy; nil where they do.
  package func inboundExclusion(of port: Int) -> Exclusion? {
    if let interceptionNone { return interceptionNone }
    if let exclusion = excludedInbound[port] { return exclusion }
    return includedInbound.flatMap { $0.ports.contains(port) ? nil : $0.exclusion }
  }

  /// Why connections to a port do not go through the client's proxy; nil where they do.
  package func outboundExclusion(of port: Int) -> Exclusion? { interceptionNone ?? excludedOutbound[port] }

  /// Whether the port is one of the proxy's own.
  package static func isOwn(_ port: Int) -> Bool { ownPorts.contains(port) }

  /// Whether the annotations leave everything captured, as nearly all pods do.
  package var isComplete: Bool {
    interceptionNone == nil && includedInbound == nil && excludedInbound.isEmpty && excludedOutbound.isEmpty
  }

  /// The ports on which outbound connections bypass the proxy, sorted; nil for all.
  var excludedOutboundPorts: [Int]? { interceptionNone == nil ? excludedOutbound.keys.sorted() : nil }

  /// The ports on which outbound connections bypass the proxy, as text that is equal for equal pods.
  var outboundText: String {
    interceptionNone == nil ? excludedOutbound.keys.sorted().map(String.init).joined(separator: ",") : "*"
  }

  private static func ports(_ text: String) -> [Int] {
    text.split(separator: ",").compactMap { Int($0.filter { $0 != " " }) }
  }
}
