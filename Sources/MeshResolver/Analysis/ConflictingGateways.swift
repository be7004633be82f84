import Diagnostics
package import MeshModel

/// A server of a Gateway with a host that other Gateways serve on the same port of the same pods.
package struct GatewayConflict: Sendable {
  package var gateway: Gateway
  package var server: Gateway.Server
  /// The first host that others have too.
  package var host: Located<String>
  /// The others, sorted by name; the first ones where there are many.
  package var others: [Gateway]
  package var otherHosts: [Located<String>]
  package var isCut: Bool
}

extension EffectiveMesh {
  /// The servers of Gateways that conflict with other Gateways
  /// (`pkg/config/analysis/analyzers/gateway/conflictinggateway.go`): same port, same `bind`, the same host, and pods
  /// that both select.
  ///
  /// Unlike in Istio's analyzer, every server of a Gateway counts, the order of Gateways does not, selectors meet where
  /// some pod has the labels of both, and `./host` means another host in each namespace.
  package func conflictingGateways() -> [GatewayConflict] {
    let gateways = gatewaysOfAnalysis()
    guard gateways.count > 1 else { return [] }
    let claims = HostClaims(gateways, self)
    var found: [GatewayConflict] = []
    for (index, gateway) in gateways.enumerated() {
      for server in gateway.servers {
        guard let conflict = claims.conflict(of: server, index, limit: 20) else { continue }
        found.append(conflict)
      }
    }
    return found
  }
}

/// Which Gateways serve a host on a port.
private struct HostClaims {
  private struct Key: Hashable {
    var port: Int
    var bind: String
    var host: String

    init(_ server: Gateway.Server, host: String, of gateway: Gateway) {
      port = server.port?.value ?? 0
      bind = server.bind?.value ?? ""
      self.host = GatewayHost(host, of: gateway).text
    }
  }

  private struct Claim {
    var gateway: Int
    var host: Located<String>
  }

  private let gateways: [Gateway]
  /// The selector of each Gateway, by number.
  private var selectors: [Int] = []
  /// The selectors that share a pod with each selector, itself included.
  private var meeting: [[Int]] = []
  private var claims: [Key: [Int: [Claim]]] = [:]

  init(_ gateways: [Gateway], _ mesh: EffectiveMesh) {
    self.gateways = gateways
    var numbers: [String: Int] = [:]
    var examples: [Gateway] = []
    for gateway in gateways {
      let text = gateway.selector.text
      if numbers[text] == nil {
        numbers[text] = examples.count
        examples.append(gateway)
      }
      selectors.append(numbers[text] ?? 0)
    }
    meeting = Self.meeting(examples, mesh)
    for (index, gateway) in gateways.enumerated() {
      for server in gateway.servers {
        for host in server.hosts {
          let key = Key(server, host: host.value, of: gateway)
          claims[key, default: [:]][selectors[index], default: []].append(Claim(gateway: index, host: host))
        }
      }
    }
  }

  /// For each of some Gateways with different selectors those that select a pod which it selects too.
  private static func meeting(_ gateways: [Gateway], _ mesh: EffectiveMesh) -> [[Int]] {
    guard gateways.count > 1 else { return [[0]] }
    var pods = GatewayPods(mesh)
    var byPod: [Int: [Int]] = [:]
    for (number, gateway) in gateways.enumerated() {
      let selection = pods.selection(of: gateway)
      for workload in selection.workloads { byPod[workload, default: []].append(number) }
      if selection.assumed != nil { byPod[-1, default: []].append(number) }
    }
    var meeting = gateways.indices.map { Set([$0]) }
    for numbers in Set(byPod.values) where numbers.count > 1 {
      for number in numbers { meeting[number].formUnion(numbers) }
    }
    return meeting.map { $0.sorted() }
  }

  /// `limit`: How many others are named.
  func conflict(of server: Gateway.Server, _ index: Int, limit: Int) -> GatewayConflict? {
    var first: Located<String>?
    var hosts: [Int: Located<String>] = [:]
    var isCut = false
    for host in server.hosts {
      guard let rivals = claims[Key(server, host: host.value, of: gateways[index])] else { continue }
      for claim in meeting[selectors[index]].lazy.flatMap({ rivals[$0] ?? [] }) where claim.gateway != index {
        guard hosts[claim.gateway] == nil else { continue }
        guard hosts.count < limit else {
          isCut = true
          break
        }
        hosts[claim.gateway] = claim.host
        first = first ?? host
      }
    }
    guard let first else { return nil }
    let others = hosts.sorted { $0.key < $1.key }
    return GatewayConflict(
      gateway: gateways[index], server: server, host: first, others: others.map { gateways[$0.key] },
      otherHosts: others.map(\.value), isCut: isCut)
  }
}
