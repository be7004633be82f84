import MeshModel

/// A connection that NetworkPolicies may let through or not.
package struct NetworkFlow: Sendable {
  package var source: NetworkParty
  package var destination: NetworkParty
  /// `TCP`, `UDP` or `SCTP`.
  package var transport: String
  /// The port of the destination's pod, behind that of a Service.
  package var port: Int

  package init(from source: NetworkParty, to destination: NetworkParty, transport: String = "TCP", port: Int) {
    self.source = source
    self.destination = destination
    self.transport = transport
    self.port = port
  }

  /// The end that a policy for a direction isolates.
  func nearEnd(_ direction: NetworkPolicy.Direction) -> NetworkParty { direction == .egress ? source : destination }

  func farEnd(_ direction: NetworkPolicy.Direction) -> NetworkParty { direction == .egress ? destination : source }
}

/// Whether rules of NetworkPolicies let a connection through (`k8s.io/api/networking/v1/types.go`).
struct NetworkPolicyReading: Sendable {
  private let namespaces: [String: Namespace]

  init(_ mesh: Mesh) { namespaces = mesh.namespaces }

  /// Whether one of the rules of a policy for a direction lets a connection through.
  func lets(
    _ flow: NetworkFlow, through policy: NetworkPolicy, _ direction: NetworkPolicy.Direction
  ) -> Proof {
    (policy.rules(direction)?.value ?? []).proveAny { lets(flow, through: $0, of: policy.namespace, direction) }
  }

  func lets(
    _ flow: NetworkFlow, through rule: NetworkPolicy.Rule, of namespace: String, _ direction: NetworkPolicy.Direction
  ) -> Proof {
    let ports = opens(rule, to: flow)
    guard ports != .no else { return .no }
    let peers = rule.peers?.proveAny { includes(flow.farEnd(direction), $0, of: namespace) } ?? .yes
    return [ports, peers].proveAll { $0 }
  }

  // MARK: Peers

  /// `namespace`: That of the policy, whose pods a peer without selector of namespaces means.
  func includes(_ party: NetworkParty, _ peer: NetworkPolicy.Peer, of namespace: String) -> Proof {
    if let addresses = peer.addresses {
      // The API server refuses a block beside selectors.
      guard peer.podSelector == nil, peer.namespaceSelector == nil else { return .unknown }
      // Which address is seen, and whether blocks are about pods at all, is up to the network plugin.
      return addresses.isEverything ? .yes : .unknown
    }
    guard peer.podSelector != nil || peer.namespaceSelector != nil else { return .unknown }
    guard let pod = party.pod else { return .no }
    let byNamespace =
      peer.namespaceSelector.map { chooses(pod.namespace, $0) } ?? Proof(pod.namespace == namespace)
    guard byNamespace != .no else { return .no }
    let byLabels = peer.podSelector.map { $0.chooses(pod.label) } ?? .yes
    return [byNamespace, byLabels].proveAll { $0 }
  }

  func chooses(_ namespace: String?, _ selector: LabelSelector) -> Proof {
    if selector.choosesAll { return .yes }
    let written = namespace.flatMap { namespaces[$0] }?.metadata.labels
    return selector.chooses { key in
      // Every namespace has this label, whatever is written. Objects that name no namespace are put into some.
      if key == "kubernetes.io/metadata.name" {
        return namespace.flatMap { $0.isEmpty ? nil : .value($0) } ?? .unknown
      }
      guard let written else { return .unknown }
      return written[key].map { .value($0.value) } ?? .absent
    }
  }

  // MARK: Ports

  /// Whether the port of a connection is among those of a rule, whoever makes it.
  func opens(_ rule: NetworkPolicy.Rule, to flow: NetworkFlow) -> Proof {
    rule.ports?.proveAny { includes(flow, $0) } ?? .yes
  }

  private func includes(_ flow: NetworkFlow, _ port: NetworkPolicy.Port) -> Proof {
    guard (port.transport?.value ?? "TCP") == flow.transport else { return .no }
    switch port.port?.value {
    case nil: return .yes
    case .number(let first): return Proof(flow.port >= first && flow.port <= port.endPort?.value ?? first)
    case .name(let name):
      guard let numbers = flow.destination.pod?.ports(named: name, transport: flow.transport) else { return .unknown }
      return Proof(numbers.contains(flow.port))
    }
  }
}

extension NetworkPolicy.AddressRange {
  /// Whether no address is left out.
  var isEverything: Bool { except.isEmpty && (cidr?.value == "0.0.0.0/0" || cidr?.value == "::/0") }
}
