package import Diagnostics
import MeshModel

/// Ports of pods with a Linkerd proxy that a NetworkPolicy opens to other pods of the mesh, without the port of the proxy
/// to which these connect in their place.
package struct ClosedProxyPort: Sendable {
  /// An index into ``NetworkPolicyIndex/policies``.
  package var policy: Int
  /// The first number that opens one of the ports.
  package var place: SourceSpan
  package var ports: Set<Int> = []
  /// The ports of the proxies.
  package var proxyPorts: Set<Int> = []
  /// As indexes into ``EffectiveMesh/workloads``.
  package var servers: Set<Int> = []
  /// Some of those that a rule names, where there are many.
  package var clients: Set<Int> = []
  /// Whether nothing in the input tells that clients connect to the proxy; see ``LinkerdTransport``.
  package var isAssumed = false
}

/// Whether meshed clients connect to the proxies of servers, and not to the ports they want.
package enum LinkerdTransport: Sendable {
  /// They do for all ports.
  case proxyPort
  /// As ``proxyPort``, unless the installation, which the input says nothing of, is old or set up otherwise.
  case assumedProxyPort
  /// They do for opaque ports only.
  case transparent
}

extension LinkerdMesh {
  /// `controller/cmd/destination/main.go`: the flag decides, and its absence means `transparent`. The charts set it since
  /// 2.18 (`charts/linkerd-control-plane/values.yaml` proxy.outboundTransportMode).
  package var transport: LinkerdTransport {
    let destination = controlPlane.components.first { $0.name == "linkerd-destination" }
    let mode = destination?.flag("outbound-transport-mode") ?? settings.values.value(of: \.outboundTransportMode)
    if let mode { return mode.value == "transport-header" ? .proxyPort : .transparent }
    if destination != nil { return .transparent }
    guard let version = controlPlane.version?.value else { return .assumedProxyPort }
    return (version.minor ?? 0) >= 18 ? .proxyPort : .transparent
  }

  /// The port of a server's proxy to which meshed clients connect who want a port of the server; nil where they connect
  /// to that itself (`controller/api/destination/endpoint_translator.go` createWeightedAddr).
  fileprivate func proxyPort(of server: Int, for port: Int, _ transport: LinkerdTransport) -> Int? {
    let own = Dictionary(proxyPorts(of: server).map { ($0.name, $0.number) }) { first, _ in first }
    guard !own.values.contains(port), !pod(server).skippedInbound.ports.contains(port) else { return nil }
    if transport == .transparent, !pod(server).opaque.ports.contains(port) { return nil }
    return own["inbound-port"]
  }
}

extension EffectiveMesh {
  /// The NetworkPolicies that let meshed pods reach a port of a meshed pod and not its proxy, each once.
  package func closedProxyPorts() -> [ClosedProxyPort] {
    let index = networkPolicies
    guard let linkerd, index.policies.contains(where: { $0.ingress != nil }) else { return [] }
    var search = ClosedProxyPortSearch(mesh: self, linkerd: linkerd, index: index)
    for server in workloads.indices where linkerd.isMeshed(server) { search.judge(server) }
    return search.found.sorted { $0.key < $1.key }.map(\.value)
  }
}

private struct ClosedProxyPortSearch {
  let mesh: EffectiveMesh
  let linkerd: LinkerdMesh
  let index: NetworkPolicyIndex
  let transport: LinkerdTransport
  var found: [Int: ClosedProxyPort] = [:]
  private var clients: [PeerKey: [Int]] = [:]
  /// The namespaces with workloads that have a proxy.
  private let inhabited: [String]
  /// By the words of the selector that chooses them.
  private var namespaces: [String: [String]] = [:]

  private struct PeerKey: Hashable {
    var policy: Int
    var rule: Int
  }

  /// One rule may name any number of clients, of which some are as good as all.
  private static let clientLimit = 16

  init(mesh: EffectiveMesh, linkerd: LinkerdMesh, index: NetworkPolicyIndex) {
    self.mesh = mesh
    self.linkerd = linkerd
    self.index = index
    transport = linkerd.transport
    let meshed = mesh.workloads.indices.lazy.filter(linkerd.isMeshed)
    inhabited = Set(meshed.map { mesh.workloads[$0].namespace }).sorted()
  }

  mutating func judge(_ server: Int) {
    guard let pod = index.parties[server].pod else { return }
    let isolation = index.isolation(of: pod, .ingress)
    for policy in isolation.policies {
      for (number, rule) in (index.policies[policy].ingress?.value ?? []).enumerated() {
        let opened = opened(by: rule, on: server)
        guard !opened.isEmpty else { continue }
        let cutOff = clients(of: rule, PeerKey(policy: policy, rule: number)).filter { client in
          client != server && opened.allSatisfy { isClosed($0.proxy, of: server, to: client, isolation) }
            && opened.contains { !linkerd.pod(client).skippedOutbound.ports.contains($0.port) }
        }
        guard !cutOff.isEmpty else { continue }
        var entry = found[policy] ?? ClosedProxyPort(policy: policy, place: opened[0].place)
        entry.place = min(entry.place, opened[0].place)
        entry.ports.formUnion(opened.map(\.port))
        entry.proxyPorts.formUnion(opened.map(\.proxy))
        entry.isAssumed = transport == .assumedProxyPort
        entry.servers.insert(server)
        entry.clients.formUnion(cutOff)
        found[policy] = entry
      }
    }
  }

  private func isClosed(_ port: Int, of server: Int, to client: Int, _ isolation: NetworkIsolation) -> Bool {
    let flow = NetworkFlow(from: index.parties[client], to: index.parties[server], port: port)
    let admission = index.admission(of: flow, by: isolation.policies, .ingress)
    return index.verdict(admission, isolation, .ingress).isAllowed == .no
  }

  /// The ports that a rule opens by number or by name for which clients use the proxy's.
  private func opened(
    by rule: NetworkPolicy.Rule, on server: Int
  ) -> [(port: Int, proxy: Int, place: SourceSpan)] {
    (rule.ports ?? []).flatMap { port -> [(port: Int, proxy: Int, place: SourceSpan)] in
      guard (port.transport?.value ?? "TCP") == "TCP", let target = port.port else { return [] }
      let numbers: [Int]? =
        switch target.value {
        case .number(let number): port.endPort == nil ? [number] : nil
        case .name(let name): index.parties[server].pod?.ports(named: name, transport: "TCP")
        }
      return (numbers ?? []).compactMap { number in
        linkerd.proxyPort(of: server, for: number, transport).map { (number, $0, target.span) }
      }
    }
  }

  /// Workloads with a proxy whose pods a rule names. That it lets everybody in does not tell that these are meant.
  private mutating func clients(of rule: NetworkPolicy.Rule, _ key: PeerKey) -> [Int] {
    if let known = clients[key] { return known }
    let namespace = index.policies[key.policy].namespace
    var chosen: [Int] = []
    for peer in rule.peers ?? [] where peer.addresses == nil {
      for candidate in candidates(for: peer, of: namespace)
      where linkerd.isMeshed(candidate) && !chosen.contains(candidate) {
        guard index.reading.includes(index.parties[candidate], peer, of: namespace) == .yes else { continue }
        chosen.append(candidate)
        if chosen.count == Self.clientLimit { break }
      }
      if chosen.count == Self.clientLimit { break }
    }
    clients[key] = chosen
    return chosen
  }

  /// The workloads among which are those of a peer.
  private mutating func candidates(
    for peer: NetworkPolicy.Peer, of namespace: String
  ) -> some Sequence<Int> {
    // The labels that Linkerd adds are in no template.
    let labels = (peer.podSelector?.matchLabels.entries ?? []).filter { !$0.key.value.isAddedToPods }
    let manifests = mesh.mesh
    return (peer.namespaceSelector.map { self.namespaces(chosenBy: $0) } ?? [namespace]).lazy.flatMap {
      manifests.workloads(in: $0, matching: LocatedMap(labels))
    }
  }

  private mutating func namespaces(chosenBy selector: LabelSelector) -> [String] {
    if let name = selector.matchLabels["kubernetes.io/metadata.name"] { return [name.value] }
    let expressions = selector.matchExpressions.map { expression in
      "\(expression.key.value) \(expression.relation) \(expression.values.map(\.value))"
    }
    let words = "\(selector.matchLabels.text) \(expressions)"
    if let known = namespaces[words] { return known }
    let chosen = inhabited.filter { index.reading.chooses($0, selector) == .yes }
    namespaces[words] = chosen
    return chosen
  }
}

// MARK: DNS

/// Workloads with a proxy whose egress NetworkPolicies surely close to DNS.
package struct BlockedDNS: Sendable {
  /// The policies that isolate the pods, as indexes into ``NetworkPolicyIndex/policies``; never empty.
  package var policies: [Int]
  /// As indexes into ``EffectiveMesh/workloads``.
  package var workloads: [Int]
}

extension EffectiveMesh {
  /// The workloads of either mesh that no rule lets reach port 53 of anything, one answer for each namespace.
  package func blockedDNS() -> [BlockedDNS] {
    let index = networkPolicies
    guard !index.policies.isEmpty, index.overriding.isEmpty else { return [] }
    let mayReach = index.policies.map { policy in
      (policy.egress?.value ?? []).contains { rule in rule.ports?.contains { $0.mayBeDNS } ?? true }
    }
    var blocked: [String: BlockedDNS] = [:]
    for workload in workloads.indices where [.sidecar, .ambient].contains(proxy(of: workload).presence) {
      guard let pod = index.parties[workload].pod else { continue }
      let isolation = index.isolation(of: pod, .egress)
      let policies = isolation.policies
      guard !isolation.mayHaveOthers, !policies.isEmpty, !policies.contains(where: { mayReach[$0] }) else { continue }
      var entry = blocked[workloads[workload].namespace] ?? BlockedDNS(policies: [], workloads: [])
      if entry.policies != policies { entry.policies = Set(entry.policies + policies).sorted() }
      entry.workloads.append(workload)
      blocked[workloads[workload].namespace] = entry
    }
    return blocked.sorted { $0.key < $1.key }.map(\.value)
  }
}

extension NetworkPolicy.Port {
  /// Whether port 53 may be among these. What a name stands for is up to the pods that are called.
  fileprivate var mayBeDNS: Bool {
    guard transport?.value != "SCTP" else { return false }
    return switch port?.value {
    case .number(let first): first <= 53 && 53 <= endPort?.value ?? first
    case .name, nil: true
    }
  }
}
