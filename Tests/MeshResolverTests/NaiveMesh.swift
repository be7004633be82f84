/// Policies for the pod of ``LinkerdTestMesh``, which say in their own words whom they let in: slowly, one object after
/// the other, without any index, as the policy controller and the proxy do.
struct NaiveMesh {
  struct Server {
    var name: String
    var port: String
    var labels: Int
    var created: String?
    var selectsPod: Bool
    var accessPolicy: String?
    var proxyProtocol: String?
  }

  struct Network {
    var cidr: String
    var except: [String]
  }

  struct Authentication {
    var name: String
    var namespace: String
    var identities: [String]
    var networks: [Network]
    var isNetwork: Bool
  }

  struct Reference {
    var kind: String
    var name: String
    var namespace: String?
  }

  struct Policy {
    var name: String
    /// A Server's name, or nil for the namespace.
    var server: String?
    /// At most one identity and one network; Linkerd refuses more.
    var references: [Reference]
  }

  struct ServerAuthorization {
    enum Clients { case anyone, anyTLS, identities([String]) }

    var name: String
    var server: String?
    var labels: Int?
    var clients: Clients
    var networks: [Network]
  }

  struct Client {
    var port: Int
    var identity: String?
    var address: String?
    var wire: Wire
  }

  enum Wire: CaseIterable { case request, call, tcp }

  var defaultPolicy: String?
  var requiringIdentity: Bool
  var servers: [Server] = []
  var authentications: [Authentication] = []
  var policies: [Policy] = []
  var serverAuthorizations: [ServerAuthorization] = []

  // MARK: What it answers

  /// What becomes of a client for every order in which the Servers may have been made, and every address that it may
  /// have.
  func answers(_ client: Client) -> Set<String> {
    let addresses = client.address.map { [$0] } ?? Self.addresses
    var found: Set<String> = []
    for address in addresses {
      for order in Self.orders(of: servers) { found.insert(answer(client, from: address, order)) }
    }
    return found
  }

  static let addresses = ["10.0.0.1", "10.1.2.3", "10.1.2.4", "8.8.8.8", "192.168.1.1", "fd00::1", "2001:db8::1"]

  /// The orders that the known ages allow.
  private static func orders(of servers: [Server]) -> [[Server]] {
    guard servers.count > 1 else { return [servers] }
    return servers.indices.flatMap { first -> [[Server]] in
      let others = servers.indices.filter { $0 != first }.map { servers[$0] }
      guard let age = servers[first].created else { return orders(of: others).map { [servers[first]] + $0 } }
      let isLate = others.contains { other in
        other.created.map { ($0, other.name) < (age, servers[first].name) } ?? false
      }
      return isLate ? [] : orders(of: others).map { [servers[first]] + $0 }
    }
  }

  private func answer(_ client: Client, from address: String, _ order: [Server]) -> String {
    for server in order where server.selectsPod && ports(server.port).contains(client.port) {
      let proxyProtocol = server.proxyProtocol ?? "unknown"
      if client.wire == .tcp, proxyProtocol == "HTTP/1" || proxyProtocol == "gRPC" { return "reject-protocol" }
      // A port for gRPC has a route for calls only, and answers 404 to other requests.
      if client.wire == .request, proxyProtocol == "gRPC" { return "deny" }
      let isAllowed =
        server.accessPolicy.map { allows($0, client, address) } ?? false
        || policies.contains { policy in
          (policy.server == nil || policy.server == server.name) && allows(policy, client, address)
        }
        || serverAuthorizations.contains { authorization in
          let isMeant = authorization.server.map { $0 == server.name } ?? (authorization.labels == server.labels)
          return isMeant && allows(authorization, client, address)
        }
      return isAllowed ? "allow" : "deny"
    }
    var policy = defaultPolicy ?? "all-unauthenticated"
    if requiringIdentity, client.port == 8080 {
      if policy == "all-unauthenticated" { policy = "all-authenticated" }
      if policy == "cluster-unauthenticated" { policy = "cluster-authenticated" }
    }
    return allows(policy, client, address) ? "allow" : "deny"
  }

  private func ports(_ port: String) -> [Int] {
    switch port {
    case "http": [8080]
    case "admin": [9090, 9091]
    default: Int(port).map { [$0] } ?? []
    }
  }

  private func allows(_ policy: String, _ client: Client, _ address: String) -> Bool {
    if policy == "audit" { return true }
    if policy == "deny" { return false }
    if policy.hasPrefix("cluster-"), !isOfCluster(address) { return false }
    return policy.hasSuffix("-unauthenticated") || client.identity.map { !$0.hasPrefix("spiffe:") } ?? false
  }

  /// Linkerd's default networks, as far as ``addresses`` are concerned.
  private func isOfCluster(_ address: String) -> Bool {
    address.hasPrefix("10.") || address.hasPrefix("192.168.") || address.hasPrefix("fd")
  }

  private func allows(_ policy: Policy, _ client: Client, _ address: String) -> Bool {
    var identities: [String]?
    var networks: [Network]?
    for reference in policy.references {
      let namespace = reference.namespace ?? "shop"
      let found = authentications.first { candidate in
        candidate.name == reference.name && candidate.namespace == namespace
          && candidate.isNetwork == (reference.kind == "NetworkAuthentication")
      }
      switch reference.kind {
      case "ServiceAccount":
        identities = ["\(reference.name).\(namespace)\(Self.suffix)"]
      case "MeshTLSAuthentication":
        guard let found else { return false }
        identities = found.identities
      default:
        guard let found else { return false }
        networks = found.networks
      }
    }
    if let identities, !identities.contains(where: { takes($0, client.identity) }) { return false }
    return networks.map { $0.contains { holds($0, address) } } ?? true
  }

  private func allows(_ authorization: ServerAuthorization, _ client: Client, _ address: String) -> Bool {
    let isNear =
      authorization.networks.isEmpty
      ? isOfCluster(address) : authorization.networks.contains { holds($0, address) }
    guard isNear else { return false }
    switch authorization.clients {
    case .anyone: return true
    case .anyTLS: return client.identity != nil
    case .identities(let identities): return identities.contains { takes($0, client.identity) }
    }
  }

  private func takes(_ pattern: String, _ identity: String?) -> Bool {
    guard let identity else { return false }
    if identity == pattern { return true }
    guard !identity.hasPrefix("spiffe:") else { return false }
    return pattern == "*" || pattern.hasPrefix("*.") && identity.hasSuffix(pattern.dropFirst())
  }

  private func holds(_ network: Network, _ address: String) -> Bool {
    Self.holds(network.cidr, address) && !network.except.contains { Self.holds($0, address) }
  }

  /// By text, for the networks that are generated.
  private static func holds(_ cidr: String, _ address: String) -> Bool {
    switch cidr {
    case "0.0.0.0/0": !address.contains(":")
    case "::/0": address.contains(":")
    case "10.0.0.0/8": address.hasPrefix("10.")
    case "10.1.0.0/16": address.hasPrefix("10.1.")
    case "fd00::/8": address.hasPrefix("fd")
    default: address == cidr
    }
  }

  static let suffix = ".serviceaccount.identity.linkerd.cluster.local"
}
