package import Diagnostics
import MeshModel

/// Ports of pods with a Linkerd proxy that a NetworkPolicy opens to other pods of the mesh, without the port of the
/// proxy to which these connect in their place.
package struct ClosedProxyPort: Sendable {
  /// An index into ``NetworkPolicyIndex/policies``.
  package var policy: Int
  /// The first number that opens one of the ports.
  package var place: SourceSpan
  package var ports: Set<Int> = []
  /// The ports of the proxies.
  package var proxyPorts: Set<Int> = []
  /// As indexes into ``EffectiveMesh/workloads``; some, where there are many.
  package var servers: Set<Int> = []
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
  /// `controller/cmd/destination/main.go`: the flag decides, and its absence means `transparent`. The charts set it
  /// since 2.18 (`charts/linkerd-control-plane/values.yaml` proxy.outboundTransportMode).
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
    let own: [ProxyPort] = proxyPorts(of: server)
    guard !own.contains(where: { $0.number == port }), !pod(server).skippedInbound.ports.contains(port) else {
      return nil
    }
    if transport == .transparent, !pod(server).opaque.ports.contains(port) { return nil }
    return own.first { $0.name == "inbound-port" }?.number
  }
}

extension EffectiveMesh {
  /// The NetworkPolicies that let meshed pods reach a port of a meshed pod and not its proxy, each once.
  package func closedProxyPorts() -> [ClosedProxyPort] {
    let index = networkPolicies
    guard let linkerd, index.policies.contains(where: { $0.ingress != nil }) else { return [] }
    var search = ClosedProxyPortSearch(mesh: self, linkerd: linkerd, index: index)
    // Servers that policies and proxies treat alike have one answer.
    var groups: [ServerKey: [Int]] = [:]
    for server in workloads.indices where linkerd.isMeshed(server) {
      if let key = search.key(of: server) { groups[key, default: []].append(server) }
    }
    for servers in groups.values.sorted(by: { $0[0] < $1[0] }) { search.judge(servers) }
    return search.found.sorted { $0.key < $1.key }.map(\.value)
  }
}

/// What tells apart the servers that policies open ports of.
private struct ServerKey: Hashable {
  var namespace: String
  var policies: [Int]
  var mayHaveOthers: Bool
  var skipped: PortRanges
  var opaque: PortRanges
  var proxyPorts: [Int]
  var ports: [String]
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
  /// By the conditions of the selector that chooses them.
  private var namespaces: [[[String]]: [String]] = [:]

  private struct PeerKey: Hashable {
    var policy: Int
    var rule: Int
  }

  /// There may be any number of clients of a rule and servers of a policy, of which some are as good as all.
  private static let limit = 16

  init(mesh: EffectiveMesh, linkerd: LinkerdMesh, index: NetworkPolicyIndex) {
    self.mesh = mesh
    self.linkerd = linkerd
    self.index = index
    transport = linkerd.transport
    let meshed = mesh.workloads.indices.lazy.filter(linkerd.isMeshed)
    inhabited = Set(meshed.map { mesh.workloads[$0].namespace }).sorted()
  }

  /// Nil for a server that no policy isolates.
  func key(of server: Int) -> ServerKey? {
    guard let pod = index.parties[server].pod, let namespace = pod.namespace else { return nil }
    let isolation = index.isolation(of: pod, .ingress)
    guard !isolation.policies.isEmpty else { return nil }
    let setup = linkerd.pod(server)
    return ServerKey(
      namespace: namespace, policies: isolation.ofPod, mayHaveOthers: isolation.mayHaveOthers,
      skipped: setup.skippedInbound.ports, opaque: setup.opaque.ports,
      proxyPorts: linkerd.proxyPorts(of: server).map(\.number),
      ports: (pod.ports ?? []).map { "\($0.name?.value ?? "") \($0.number.value) \($0.transport)" })
  }

  mutating func judge(_ servers: [Int]) {
    let server = servers[0]
    guard let pod = index.parties[server].pod else { return }
    let isolation = index.isolation(of: pod, .ingress)
    let policies = isolation.policies
    var opening: [Int: [Int]] = [:]
    for policy in policies {
      for (number, rule) in (index.policies[policy].ingress?.value ?? []).enumerated() {
        let opened = opened(by: rule, on: server)
        guard let proxy = opened.first?.proxy else { continue }
        let candidates = opening[proxy] ?? policies.filter { mayOpen(proxy, of: server, index.policies[$0]) }
        opening[proxy] = candidates
        let cutOff = clients(of: rule, PeerKey(policy: policy, rule: number)).filter { client in
          (client != server || servers.count > 1)
            && opened.contains { !linkerd.pod(client).skippedOutbound.ports.contains($0.port) }
            && isClosed(proxy, of: server, to: client, isolation, opening: candidates)
        }
        guard !cutOff.isEmpty else { continue }
        var entry = found[policy] ?? ClosedProxyPort(policy: policy, place: opened[0].place)
        entry.place = min(entry.place, opened[0].place)
        entry.ports.formUnion(opened.map(\.port))
        entry.proxyPorts.insert(proxy)
        entry.isAssumed = transport == .assumedProxyPort
        if entry.servers.count < Self.limit { entry.servers.formUnion(servers.prefix(Self.limit)) }
        entry.clients.formUnion(cutOff)
        found[policy] = entry
      }
    }
  }

  /// Whether a rule of a policy has a port among its own, for whomever.
  private func mayOpen(_ port: Int, of server: Int, _ policy: NetworkPolicy) -> Bool {
    let flow = NetworkFlow(from: .outside, to: index.parties[server], port: port)
    return (policy.ingress?.value ?? []).contains { index.reading.opens($0, to: flow) != .no }
  }

  /// `opening`: Those of the isolating policies that have the port in a rule.
  private func isClosed(
    _ port: Int, of server: Int, to client: Int, _ isolation: NetworkIsolation, opening: [Int]
  ) -> Bool {
    let flow = NetworkFlow(from: index.parties[client], to: index.parties[server], port: port)
    return index.verdict(index.admission(of: flow, by: opening, .ingress), isolation, .ingress).isAllowed == .no
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
        if chosen.count == Self.limit { break }
      }
      if chosen.count == Self.limit { break }
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
    let conditions = selector.conditions
    if let known = namespaces[conditions] { return known }
    let chosen = inhabited.filter { index.reading.chooses($0, selector) == .yes }
    namespaces[conditions] = chosen
    return chosen
  }
}
