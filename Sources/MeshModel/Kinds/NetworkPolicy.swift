package import Diagnostics
import YAMLTree

/// A Kubernetes NetworkPolicy: with whom the pods that it selects in its namespace may talk
/// (`k8s.io/api/networking/v1/types.go`).
package final class NetworkPolicy: Resource {
  /// Of the connections that a policy is about, as `policyTypes` writes it.
  package enum Direction: String, Hashable, Sendable, CaseIterable {
    case ingress = "Ingress"
    case egress = "Egress"
  }

  package let metadata: Metadata
  /// Nil where none is written, which selects every pod of the namespace, as an empty one does.
  package let podSelector: LabelSelector?
  package let policyTypes: [Located<String>]
  /// The rules for each direction that has the field, empty or not, and the place of the whole list.
  package let ingress: Located<[Rule]>?
  package let egress: Located<[Rule]>?

  init(_ root: ManifestNode, _ metadata: Metadata) {
    self.metadata = metadata
    let spec = root["spec"]
    func rules(_ direction: StaticString, peers: StaticString) -> Located<[Rule]>? {
      spec?[direction].map { list in
        Located(list.compactMapItems { Rule($0, peers: peers) }, at: list.span)
      }
    }
    podSelector = spec?["podSelector"].map(LabelSelector.init)
    policyTypes = spec?["policyTypes"]?.strings ?? []
    ingress = rules("ingress", peers: "from")
    egress = rules("egress", peers: "to")
  }

  package func rules(_ direction: Direction) -> Located<[Rule]>? { direction == .ingress ? ingress : egress }

  /// Whether the policy isolates the pods that it selects in a direction. Where it does not say, it does for ingress,
  /// and for egress if it has a rule about it (`pkg/apis/networking/v1/defaults.go` SetDefaults_NetworkPolicy).
  package func covers(_ direction: Direction) -> Bool {
    guard policyTypes.isEmpty else { return policyTypes.contains { $0.value == direction.rawValue } }
    return direction == .ingress || egress.map { !$0.value.isEmpty } ?? false
  }

  /// What makes the policy cover a direction: its name in `policyTypes`, else the rules, else what selects the pods.
  package func place(of direction: Direction) -> SourceSpan {
    policyTypes.first { $0.value == direction.rawValue }?.span ?? rules(direction)?.span ?? podSelector?.span
      ?? metadata.span
  }
}

extension NetworkPolicy {
  /// A set of peers that may be talked to on a set of ports.
  package struct Rule: Sendable {
    /// `from` or `to`; nil for everybody, as where the list is empty.
    package var peers: [Peer]?
    /// Nil for every port, as where the list is empty.
    package var ports: [Port]?

    /// `peers`: The field with those of the rule's direction.
    fileprivate init(_ node: ManifestNode, peers: StaticString) {
      self.peers = node.list(peers, Peer.init)
      ports = node.list("ports", Port.init)
    }
  }

  /// Pods by labels of their own and of their namespace, or a block of addresses.
  package struct Peer: Sendable {
    package var podSelector: LabelSelector?
    package var namespaceSelector: LabelSelector?
    package var addresses: AddressRange?

    fileprivate init(_ node: ManifestNode) {
      podSelector = node["podSelector"].map(LabelSelector.init)
      namespaceSelector = node["namespaceSelector"].map(LabelSelector.init)
      addresses = node["ipBlock"].map { block in
        AddressRange(cidr: block["cidr"]?.string, except: block["except"]?.strings ?? [])
      }
    }
  }

  /// `ipBlock`.
  package struct AddressRange: Sendable {
    package var cidr: Located<String>?
    package var except: [Located<String>]
  }

  /// Ports of pods, those behind the ports of a Service.
  package struct Port: Sendable {
    package enum Target: Hashable, Sendable {
      case number(Int)
      case name(String)
    }

    /// `TCP` where none is written.
    package var transport: Located<String>?
    /// Nil for every port of the transport.
    package var port: Located<Target>?
    /// The last of several ports, of which ``port`` is the first.
    package var endPort: Located<Int>?

    fileprivate init(_ node: ManifestNode) {
      transport = node["protocol"]?.string
      port = node["port"].flatMap { port in
        port.node.int.map { Located(.number($0), at: port.span) } ?? port.string?.map(Target.name)
      }
      endPort = node["endPort"]?.int
    }
  }
}
