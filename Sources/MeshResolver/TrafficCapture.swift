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

  package let inbound: InboundCapture
  private var excludedOutbound: [Int: Exclusion] = [:]
  /// Nothing is captured at all.
  private var interceptionNone: Exclusion?

  init(_ workload: Workload) {
    inbound = InboundCapture(workload.podAnnotations)
    func annotation(_ key: String) -> (value: String, exclusion: Exclusion)? {
      workload.podAnnotations[key].map { ($0.value, Exclusion(annotation: key, place: $0.span)) }
    }
    if let mode = annotation("sidecar.istio.io/interceptionMode"), mode.value == "NONE" {
      interceptionNone = mode.exclusion
    }
    if let ports = annotation("traffic.sidecar.istio.io/excludeOutboundPorts") {
      for port in Self.ports(ports.value) { excludedOutbound[port] = ports.exclusion }
    }
  }

  /// Why connections that arrive at a port do not go through the proxy; nil where they do, and for the proxy's own
  /// ports.
  package func inboundExclusion(of port: Int) -> Exclusion? {
    guard !InboundCapture.proxyPorts.contains(port), !inbound.captures(port), let annotation = inbound.annotation else {
      return nil
    }
    return Exclusion(annotation: annotation.key.value, place: annotation.value.span)
  }

  /// Why connections to a port do not go through the client's proxy; nil where they do.
  package func outboundExclusion(of port: Int) -> Exclusion? { interceptionNone ?? excludedOutbound[port] }

  /// Whether the annotations leave everything captured, as nearly all pods do.
  package var isComplete: Bool {
    interceptionNone == nil && inbound.annotation == nil && excludedOutbound.isEmpty
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
