import Diagnostics
package import MeshModel

/// One reason to let clients in: all that it asks for has to hold (`policy-controller/core/src/inbound.rs`
/// ClientAuthorization, and `linkerd/app/inbound/src/policy.rs` of the proxy).
package struct LinkerdAuthorization: Sendable {
  package enum Clients: Sendable {
    /// Plain text too.
    case anyone
    /// Every client of the mesh, also one without an identity.
    case anyTLS
    case identities([LinkerdIdentityPattern])
  }

  package enum Source: Sendable {
    /// `accessPolicy` of the Server.
    case accessPolicy(LinkerdDefaultPolicy)
    /// What holds for ports without a Server.
    case defaultPolicy(LinkerdDefaultPolicy)
    /// An index into ``LinkerdManifests/serverAuthorizations``.
    case serverAuthorization(Int)
    /// An index into ``LinkerdManifests/authorizationPolicies``.
    case authorizationPolicy(Int)
    /// What kubelets ask for, as long as the Server has no route.
    case probe
  }

  package struct Network: Hashable, Sendable {
    package var block: AddressBlock
    package var except: [AddressBlock]

    package init(_ block: AddressBlock, except: [AddressBlock] = []) {
      self.block = block
      self.except = except
    }

    /// Nil where the network is none.
    package init?(_ network: LinkerdNetwork) {
      guard let block = network.cidr.flatMap({ AddressBlock($0.value) }) else { return nil }
      self.init(block, except: network.except.compactMap { AddressBlock($0.value) })
    }

    package func contains(_ address: [UInt8]) -> Bool {
      block.contains(address) && !except.contains { $0.contains(address) }
    }

    /// Whether all addresses of another network are in this one; false where that would take a closer look.
    fileprivate func covers(_ other: Network) -> Bool {
      let isWider = block.length <= other.block.length && block.contains(other.block.base)
      return isWider && Set(except).isSubset(of: other.except)
    }
  }

  package var clients: Clients
  /// Nil for any address.
  package var networks: [Network]?
  package var source: Source
  /// Whether clients are let in only so that the log can say who would not have been.
  package var isAudit = false

  /// Whether a client without mutual TLS may be let in.
  package var admitsPlaintext: Bool {
    if case .anyone = clients { true } else { false }
  }

  /// Whether a request is let in; nil where that depends on the client's address, which is not known.
  package func admits(_ request: Request) -> Bool? {
    switch clients {
    case .anyone: break
    case .anyTLS: if request.linkerdIdentity == nil { return false }
    case .identities(let patterns):
      guard let identity = request.linkerdIdentity, patterns.contains(where: { $0.matches(identity) }) else {
        return false
      }
    }
    guard let networks else { return true }
    if networks.isEveryAddress { return true }
    guard let address = request.sourceIP else { return networks.isEmpty ? false : nil }
    return networks.contains { $0.contains(address) }
  }

  /// Whether every client that another authorization lets in is let in by this one too; false where that is not sure.
  package func covers(_ other: LinkerdAuthorization) -> Bool {
    let takesClients =
      switch (clients, other.clients) {
      case (.anyone, _), (.anyTLS, .anyTLS), (.anyTLS, .identities): true
      case (.identities(let own), .identities(let others)):
        others.allSatisfy { pattern in own.contains { $0.covers(pattern) } }
      case (.anyTLS, .anyone), (.identities, .anyone), (.identities, .anyTLS): false
      }
    guard takesClients else { return false }
    guard let networks, !networks.isEveryAddress else { return true }
    guard let others = other.networks else { return false }
    return others.allSatisfy { network in networks.contains { $0.covers(network) } }
  }
}

extension [LinkerdAuthorization.Network] {
  /// Whether the networks hold all addresses, of either family.
  package var isEveryAddress: Bool {
    [4, 16].allSatisfy { bytes in
      contains { $0.block.length == 0 && $0.block.base.count == bytes && $0.except.isEmpty }
    }
  }
}

extension LinkerdDefaultPolicy {
  /// Whom the policy lets in; nil where it lets nobody in (`policy-controller/k8s/index/src/defaults.rs`
  /// default_authzs).
  package func authorization(_ settings: LinkerdSettings, as source: LinkerdAuthorization.Source)
    -> LinkerdAuthorization?
  {
    let cluster = settings.clusterNetworks.value.map { LinkerdAuthorization.Network($0) }
    let anyName = LinkerdAuthorization.Clients.identities([.suffix([])])
    return switch self {
    case .allUnauthenticated: LinkerdAuthorization(clients: .anyone, source: source)
    case .allAuthenticated: LinkerdAuthorization(clients: anyName, source: source)
    case .clusterUnauthenticated: LinkerdAuthorization(clients: .anyone, networks: cluster, source: source)
    case .clusterAuthenticated: LinkerdAuthorization(clients: anyName, networks: cluster, source: source)
    case .audit: LinkerdAuthorization(clients: .anyone, source: source, isAudit: true)
    case .deny: nil
    }
  }
}
