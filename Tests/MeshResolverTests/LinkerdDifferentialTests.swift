import MeshModel
import MeshResolver
import Testing

/// Policies for the pod of ``LinkerdTestMesh``, which say in their own words whom they let in: slowly, one object after
/// the other, without any index, as the policy controller and the proxy do.
private struct NaiveMesh {
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
    var references: [Reference]
  }

  struct ServerAuthorization {
    var name: String
    var server: String?
    var labels: Int?
    var unauthenticated: Bool
    var anyTLS: Bool
    var identities: [String]
    var networks: [Network]
  }

  struct Client {
    var port: Int
    var identity: String?
    var address: String?
    var isTCP: Bool
  }

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
      if client.isTCP, proxyProtocol == "HTTP/1" || proxyProtocol == "gRPC" { return "reject-protocol" }
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
        if identities != nil { return false }
        identities = ["\(reference.name).\(namespace)\(Self.suffix)"]
      case "MeshTLSAuthentication":
        guard let found, identities == nil else { return false }
        identities = found.identities
      default:
        guard let found, networks == nil else { return false }
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
    if authorization.unauthenticated { return true }
    guard let identity = client.identity else { return false }
    return authorization.anyTLS || authorization.identities.contains { takes($0, identity) }
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

// MARK: Making them

extension NaiveMesh {
  init(_ random: inout GeneratedRules) {
    let defaults = [
      nil, "deny", "audit", "all-authenticated", "all-unauthenticated", "cluster-authenticated",
      "cluster-unauthenticated",
    ]
    defaultPolicy = defaults[random.pick(defaults.count)]
    requiringIdentity = random.pick(4) == 0
    for name in ["a", "b", "c"].prefix(1 + random.pick(3)) {
      servers.append(
        Server(
          name: name, port: ["8080", "http", "admin", "9090", "HTTP", "7000"][random.pick(6)], labels: random.pick(2),
          created: random.pick(2) == 0 ? nil : "2024-0\(1 + random.pick(2))-01T00:00:00Z",
          selectsPod: random.pick(6) > 0,
          accessPolicy: random.pick(2) == 0 ? nil : defaults[random.pick(defaults.count)],
          proxyProtocol: [nil, nil, "opaque", "HTTP/1", "gRPC", "TLS"][random.pick(6)]))
    }
    for name in ["x", "y"] {
      for namespace in ["shop", "bank"] where random.pick(2) == 0 {
        authentications.append(
          Authentication(
            name: name, namespace: namespace, identities: Self.identities(&random), networks: [], isNetwork: false))
      }
      for namespace in ["shop", "bank"] where random.pick(2) == 0 {
        authentications.append(
          Authentication(
            name: name, namespace: namespace, identities: [], networks: Self.networks(&random, atLeast: 1),
            isNetwork: true))
      }
    }
    for name in ["p", "q", "r"].prefix(random.pick(4)) {
      let references = (0..<random.pick(3)).map { _ in
        Reference(
          kind: ["ServiceAccount", "MeshTLSAuthentication", "NetworkAuthentication"][random.pick(3)],
          name: ["x", "y"][random.pick(2)], namespace: [nil, "shop", "bank"][random.pick(3)])
      }
      policies.append(Policy(name: name, server: [nil, "a", "b", "gone"][random.pick(4)], references: references))
    }
    for name in ["s", "t"].prefix(random.pick(3)) {
      let isByName = random.pick(2) == 0
      serverAuthorizations.append(
        ServerAuthorization(
          name: name, server: isByName ? ["a", "b"][random.pick(2)] : nil, labels: isByName ? nil : random.pick(2),
          unauthenticated: random.pick(4) == 0, anyTLS: random.pick(4) == 0,
          identities: random.pick(4) == 0 ? [] : Self.identities(&random),
          networks: Self.networks(&random, atLeast: 0)))
    }
  }

  private static func identities(_ random: inout GeneratedRules) -> [String] {
    let all = ["*", "*.shop\(suffix)", "x.shop\(suffix)", "y.bank\(suffix)", "spiffe://a/b", "*.cluster.local"]
    return (0..<(1 + random.pick(2))).map { _ in all[random.pick(all.count)] }
  }

  private static func networks(_ random: inout GeneratedRules, atLeast: Int) -> [Network] {
    let all = ["0.0.0.0/0", "::/0", "10.0.0.0/8", "10.1.0.0/16", "192.168.1.1", "fd00::/8"]
    return (0..<(atLeast + random.pick(3))).map { _ in
      let cidr = all[random.pick(all.count)]
      let isWide = cidr == "10.0.0.0/8" || cidr == "0.0.0.0/0"
      return Network(
        cidr: cidr, except: isWide && random.pick(2) == 0 ? [["10.1.0.0/16", "10.1.2.3"][random.pick(2)]] : [])
    }
  }

  static func client(_ random: inout GeneratedRules) -> Client {
    let identities = [nil, "x.shop\(suffix)", "y.bank\(suffix)", "z.shop\(suffix)", "spiffe://a/b"]
    return Client(
      port: [8080, 9090, 9091, 7000][random.pick(4)], identity: identities[random.pick(identities.count)],
      address: random.pick(3) == 0 ? nil : addresses[random.pick(addresses.count)], isTCP: random.pick(4) == 0)
  }

  // MARK: As manifests

  private static func text(_ networks: [Network]) -> String {
    networks.map { "{cidr: \"\($0.cidr)\", except: [\($0.except.joined(separator: ", "))]}" }.joined(separator: ", ")
  }

  private static func text(_ identities: [String]) -> String {
    identities.map { "\"\($0)\"" }.joined(separator: ", ")
  }

  var manifests: [String] {
    var found = servers.map { server in
      let fields = [
        server.accessPolicy.map { "accessPolicy: \($0)" }, server.proxyProtocol.map { "proxyProtocol: \($0)" },
      ]
      return LinkerdTestMesh.server(
        server.name, port: server.port, fields.compactMap(\.self).joined(separator: ", "),
        labels: "{group: \"\(server.labels)\"}", created: server.created,
        selector: "podSelector: {matchLabels: {app: \(server.selectsPod ? "web" : "other")}}")
    }
    found += authentications.map { authentication in
      authentication.isNetwork
        ? LinkerdTestMesh.network(
          authentication.name, Self.text(authentication.networks), namespace: authentication.namespace)
        : LinkerdTestMesh.meshTLS(
          authentication.name, "identities: [\(Self.text(authentication.identities))]",
          namespace: authentication.namespace)
    }
    found += policies.map { policy in
      let references = policy.references.map {
        LinkerdTestMesh.reference($0.kind, $0.name, namespace: $0.namespace)
      }
      return LinkerdTestMesh.policy(
        policy.name, policy.server.map { "Server \($0)" } ?? "Namespace shop", references.joined(separator: ", "))
    }
    return found
      + serverAuthorizations.map { written in
        LinkerdTestMesh.serverAuthorization(
          written.name,
          written.server.map { "name: \($0)" } ?? "selector: {matchLabels: {group: \"\(written.labels ?? 0)\"}}",
          """
          unauthenticated: \(written.unauthenticated), networks: [\(Self.text(written.networks))], \
          meshTLS: {unauthenticatedTLS: \(written.anyTLS), identities: [\(Self.text(written.identities))]}
          """)
      }
  }

  var annotations: String {
    let fields = [
      defaultPolicy.map { "config.linkerd.io/default-inbound-policy: \($0)" },
      requiringIdentity ? "config.linkerd.io/proxy-require-identity-inbound-ports: \"8080\"" : nil,
    ]
    return "{\(fields.compactMap(\.self).joined(separator: ", "))}"
  }
}

@Suite struct `Linkerd's verdicts and a naive reading` {
  @Test(arguments: 0..<20) func `agree on generated meshes`(batch: Int) async throws {
    for seed in (batch * 40)..<(batch * 40 + 40) {
      var random = GeneratedRules(seed: UInt64(seed))
      let naive = NaiveMesh(&random)
      let mesh = try await LinkerdTestMesh(naive.manifests, annotations: naive.annotations)
      for _ in 0..<12 {
        let client = NaiveMesh.client(&random)
        var request = Request(to: .workload(0), port: client.port)
        request.principal = client.identity
        request.sourceIP = client.address.flatMap { AddressBlock($0)?.base }
        if client.isTCP { request.wire = .tcp }
        let found = mesh.linkerd.verdict(on: request, of: 0).decision.rawValue
        let expected = naive.answers(client)
        // Networks of several authorizations are not added up, so that their sum may be unknown.
        let isMoreCareful = client.address == nil && found == "unknown"
        #expect(
          expected == [found] || expected.count > 1 && found == "unknown" || isMoreCareful,
          "seed \(seed): \(client), expected \(expected.sorted())\n\(naive.manifests.joined(separator: "\n"))")
      }
    }
  }
}
