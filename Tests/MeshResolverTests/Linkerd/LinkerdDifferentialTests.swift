import MeshModel
import MeshResolver
import Testing

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
    for name in ["x", "w"] {
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
      let kinds =
        [[nil, "ServiceAccount", "MeshTLSAuthentication"][random.pick(3)]]
        + [[nil, "NetworkAuthentication"][random.pick(2)]]
      let references = kinds.compactMap(\.self).map { kind in
        Reference(
          kind: kind, name: ["x", "w"][random.pick(2)], namespace: [nil, "shop", "bank"][random.pick(3)])
      }
      policies.append(Policy(name: name, server: [nil, "a", "b", "gone"][random.pick(4)], references: references))
    }
    for name in ["s", "t"].prefix(random.pick(3)) {
      let isByName = random.pick(2) == 0
      serverAuthorizations.append(
        ServerAuthorization(
          name: name, server: isByName ? ["a", "b"][random.pick(2)] : nil, labels: isByName ? nil : random.pick(2),
          clients: [.anyone, .anyTLS, .identities([]), .identities(Self.names(&random))][random.pick(4)],
          networks: Self.networks(&random, atLeast: 0)))
    }
  }

  private static func identities(_ random: inout GeneratedRules) -> [String] {
    let all = ["*", "*.shop\(suffix)", "x.shop\(suffix)", "w.bank\(suffix)", "spiffe://a/b", "*.cluster.local"]
    return (0..<(1 + random.pick(2))).map { _ in all[random.pick(all.count)] }
  }

  /// Those that a ServerAuthorization takes, whose definition knows no SPIFFE IDs.
  private static func names(_ random: inout GeneratedRules) -> [String] {
    identities(&random).filter { !$0.hasPrefix("spiffe:") }
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
    let identities = [nil, "x.shop\(suffix)", "w.bank\(suffix)", "z.shop\(suffix)", "spiffe://a/b"]
    return Client(
      port: [8080, 9090, 9091, 7000][random.pick(4)], identity: identities[random.pick(identities.count)],
      address: random.pick(3) == 0 ? nil : addresses[random.pick(addresses.count)],
      wire: Wire.allCases[random.pick(Wire.allCases.count)])
  }

  // MARK: As manifests

  private static func text(_ networks: [Network]) -> String {
    networks.map { "{cidr: \"\($0.cidr)\", except: [\($0.except.joined(separator: ", "))]}" }.joined(separator: ", ")
  }

  private static func text(_ identities: [String]) -> String {
    identities.map { "\"\($0)\"" }.joined(separator: ", ")
  }

  private static func text(_ clients: ServerAuthorization.Clients) -> String {
    switch clients {
    case .anyone: "unauthenticated: true"
    case .anyTLS: "meshTLS: {unauthenticatedTLS: true}"
    case .identities(let identities): "meshTLS: {identities: [\(text(identities))]}"
    }
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
          "\(Self.text(written.clients)), networks: [\(Self.text(written.networks))]")
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
  /// Only what Linkerd accepts is generated, since an object that it refuses counts for nothing.
  @Test(arguments: 0..<20) func `agree on generated meshes`(batch: Int) async throws {
    var decisions: [String: Int] = [:]
    for seed in (batch * 40)..<(batch * 40 + 40) {
      var random = GeneratedRules(seed: UInt64(seed))
      let naive = NaiveMesh(&random)
      let mesh = try await LinkerdTestMesh(naive.manifests, annotations: naive.annotations)
      #expect(mesh.refusals.map(\.reason) == [], "seed \(seed)")
      for _ in 0..<12 {
        let client = NaiveMesh.client(&random)
        let found = mesh.linkerd.verdict(on: Request(client), of: 0).decision.rawValue
        decisions[found, default: 0] += 1
        let expected = naive.answers(client)
        // Networks of several authorizations are not added up, so that their sum may be unknown.
        let isMoreCareful = client.address == nil && found == "unknown"
        #expect(
          expected == [found] || expected.count > 1 && found == "unknown" || isMoreCareful,
          "seed \(seed): \(client), expected \(expected.sorted())\n\(naive.manifests.joined(separator: "\n"))")
      }
    }
    // A comparison of nothing but unknown answers would not fail.
    #expect(["allow", "deny", "reject-protocol"].allSatisfy { decisions[$0] != nil })
    #expect((decisions["unknown"] ?? 0) < 120, "of 480")
  }
}

extension Request {
  fileprivate init(_ client: NaiveMesh.Client) {
    self.init(to: .workload(0), port: client.port)
    principal = client.identity
    sourceIP = client.address.flatMap { AddressBlock($0)?.base }
    switch client.wire {
    case .request: break
    case .call: (method, path) = ("POST", "/shop.Cart/Add")
    case .tcp: wire = .tcp
    }
  }
}
