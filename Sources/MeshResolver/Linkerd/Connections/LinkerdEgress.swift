package import Diagnostics
package import MeshModel

/// A network of an EgressNetwork that holds addresses of the cluster.
package struct EgressOverlap: Sendable {
  package var egress: EgressNetwork
  /// As it is written.
  package var network: Located<String>
  /// The networks of the cluster that lie in it, or in which it lies.
  package var cluster: [AddressBlock]
}

extension LinkerdMesh {
  /// The networks of EgressNetworks that overlap with those of the cluster, as the policy controller tells it
  /// (`policy-controller/k8s/status/src/index.rs` network_condition): a network of the cluster that lies in one of the
  /// exceptions does not count.
  ///
  /// Where the input does not say what the cluster's networks are, only whole address families count.
  package func egressOverlaps() -> [EgressOverlap] {
    let isKnown = settings.clusterNetworks.origin != nil
    return mesh.linkerd.egressNetworks.flatMap { egress in
      egress.networks.compactMap { written -> EgressOverlap? in
        guard let cidr = written.cidr, let network = LinkerdAuthorization.Network(written),
          isKnown || network.block.length == 0 && network.except.isEmpty
        else { return nil }
        let cluster = settings.clusterNetworks.value.filter(network.intersects)
        return cluster.isEmpty ? nil : EgressOverlap(egress: egress, network: cidr, cluster: cluster)
      }
    }
  }

  /// The EgressNetworks of a namespace with a network that an older one of it has too, or one that is first by name,
  /// and which takes all its connections (`policy-controller/k8s/index/src/outbound/index/egress_network.rs`
  /// compare_matched_egress_network).
  package func displacedEgressNetworks() -> [(egress: EgressNetwork, span: SourceSpan, holder: EgressNetwork)] {
    struct Key: Hashable {
      var namespace: String
      /// Nil for everything outside the cluster.
      var network: LinkerdAuthorization.Network?
    }
    var holders: [Key: EgressNetwork] = [:]
    var found: [(egress: EgressNetwork, span: SourceSpan, holder: EgressNetwork)] = []
    for egress in mesh.linkerd.egressNetworks.sortedByAge() {
      var networks = egress.networks.compactMap { written in
        LinkerdAuthorization.Network(written).map { (network: Optional($0.masked), span: written.span) }
      }
      if egress.networksSpan == nil { networks = [(nil, egress.metadata.span)] }
      for (network, span) in networks {
        let key = Key(namespace: egress.namespace, network: network)
        if let holder = holders[key] {
          if holder.metadata !== egress.metadata { found.append((egress, span, holder)) }
        } else {
          holders[key] = egress
        }
      }
    }
    return found
  }
}

extension LinkerdAuthorization.Network {
  /// Whether a block of the cluster counts as part of the network (`policy-controller/k8s/api/src/policy/network.rs`
  /// intersect).
  fileprivate func intersects(_ other: AddressBlock) -> Bool {
    (block.contains(other) || other.contains(block)) && !except.contains { $0.contains(other) }
  }

  /// The same addresses, written in one way.
  fileprivate var masked: Self {
    Self(block.masked, except: Set(except.map(\.masked)).sorted { $0.base.lexicographicallyPrecedes($1.base) })
  }
}
