import MeshModel
import MeshResolver
import Testing

/// What NetworkPolicies mean, by `k8s.io/api/networking/v1/types.go`.
///
/// In `shop` run `cart`, `web` and, in the network of its node, `node`; in `ops`, which has the label `team: ops`, runs
/// `prom`; in `lost`, of which there is no Namespace, runs `stray`.
@Suite struct `NetworkPolicies` {
  struct Case: Sendable, CustomTestStringConvertible {
    var rule: String
    /// Kind-specific fields of each policy, all of `shop`.
    var policies: [String]
    /// From whom, to whom, which port, and the transport where that is not TCP.
    var flow: String
    var expected: Proof

    init(_ rule: String, _ policies: [String], _ flow: String, _ expected: Proof) {
      (self.rule, self.policies, self.flow, self.expected) = (rule, policies, flow, expected)
    }

    var testDescription: String { "\(rule) | \(policies) | \(flow)" }
  }

  static let denyIngress = "podSelector: {}, policyTypes: [Ingress]"
  static func from(_ peers: String) -> [String] { ["ingress: [{from: [\(peers)]}]"] }
  static func to(_ peers: String) -> [String] { ["policyTypes: [Egress], egress: [{to: [\(peers)]}]"] }
  static func open(_ ports: String) -> [String] { ["ingress: [{ports: [\(ports)]}]"] }

  static let isolation: [Case] = [
    Case("without policies everything is allowed", [], "web cart 8080", .yes),
    Case("a policy selects pods by their labels", ["podSelector: {matchLabels: {app: cart}}"], "web cart 8080", .no),
    Case("a policy selects pods by their labels", ["podSelector: {matchLabels: {app: pay}}"], "web cart 8080", .yes),
    Case(
      "a policy selects pods by expressions", ["podSelector: {matchExpressions: [{key: app, operator: Exists}]}"],
      "web cart 8080", .no),
    Case(
      "expressions and labels both hold",
      ["podSelector: {matchLabels: {app: cart}, matchExpressions: [{key: app, operator: NotIn, values: [cart]}]}"],
      "web cart 8080", .yes),
    Case(
      "NotIn takes what lacks the key",
      ["podSelector: {matchExpressions: [{key: none, operator: NotIn, values: [cart]}]}"], "web cart 8080", .no),
    Case(
      "In takes one of the values", ["podSelector: {matchExpressions: [{key: app, operator: In, values: [a, cart]}]}"],
      "web cart 8080", .no),
    Case(
      "DoesNotExist takes what lacks the key",
      ["podSelector: {matchExpressions: [{key: app, operator: DoesNotExist}]}"], "web cart 8080", .yes),
    Case("no selector selects all", ["policyTypes: [Ingress]"], "web cart 8080", .no),
    Case("policies are for their own namespace", [denyIngress], "web prom 9090", .yes),
    Case("without policyTypes: ingress", ["podSelector: {}"], "web cart 8080", .no),
    Case("without policyTypes: no egress without rules", ["podSelector: {}"], "web prom 9090", .yes),
    Case("without policyTypes: no egress for an empty list", ["egress: []"], "web prom 9090", .yes),
    Case(
      "without policyTypes: egress with rules", ["egress: [{ports: [{port: 1}]}], ingress: [{}]"], "web prom 9090", .no),
    Case("an empty policyTypes is none", ["policyTypes: [], egress: [{ports: [{port: 1}]}]"], "web prom 9090", .no),
    Case(
      "policyTypes decides, not the rules", ["policyTypes: [Ingress], egress: [{ports: [{port: 1}]}]"],
      "web prom 9090", .yes),
    Case("policyTypes without rules denies", ["policyTypes: [Egress]"], "web prom 9090", .no),
    Case("an empty list denies", ["policyTypes: [Egress], egress: []"], "web prom 9090", .no),
    Case("an empty rule allows everything", ["policyTypes: [Egress], egress: [{}]"], "web prom 9090", .yes),
    Case("policies add up", [denyIngress, "podSelector: {}, ingress: [{}]"], "web cart 8080", .yes),
    Case("both ends must agree", ["policyTypes: [Egress], egress: [{}]", denyIngress], "web cart 8080", .no),
    Case("policies are not for pods of the host network", [denyIngress], "web node 80", .yes),
    Case(
      "controllers add labels", ["podSelector: {matchLabels: {pod-template-hash: 5d4f}}"], "web cart 8080", .unknown),
    Case(
      "controllers add labels", ["podSelector: {}", "podSelector: {matchLabels: {batch.kubernetes.io/job-name: a}}"],
      "web cart 8080", .unknown),
    Case("labels that nobody knows", [denyIngress], "web unknownHere 80", .no),
    Case(
      "labels that nobody knows", ["podSelector: {matchLabels: {app: cart}}"], "web unknownHere 80", .unknown),
  ]

  static let peers: [Case] = [
    Case("an absent from means everybody", ["ingress: [{ports: [{port: 8080}]}]"], "outside cart 8080", .yes),
    Case("an empty from means everybody", ["ingress: [{from: []}]"], "outside cart 8080", .yes),
    Case("pods of the policy's namespace", from("{podSelector: {matchLabels: {app: web}}}"), "web cart 8080", .yes),
    Case("pods of the policy's namespace", from("{podSelector: {}}"), "prom cart 8080", .no),
    Case("all pods of all namespaces", from("{namespaceSelector: {}}"), "prom cart 8080", .yes),
    Case("all pods of all namespaces", from("{namespaceSelector: {}}"), "stray cart 8080", .yes),
    Case(
      "pods of namespaces by label", from("{namespaceSelector: {matchLabels: {team: ops}}}"), "prom cart 8080", .yes),
    Case(
      "pods of namespaces by label", from("{namespaceSelector: {matchLabels: {team: web}}}"), "prom cart 8080", .no),
    Case(
      "both selectors of one peer hold",
      from("{namespaceSelector: {matchLabels: {team: ops}}, podSelector: {matchLabels: {app: web}}}"),
      "prom cart 8080", .no),
    Case(
      "of two peers one is enough",
      from("{namespaceSelector: {matchLabels: {team: ops}}}, {podSelector: {matchLabels: {app: web}}}"),
      "prom cart 8080", .yes),
    Case(
      "of a namespace elsewhere the labels are unknown", from("{namespaceSelector: {matchLabels: {team: ops}}}"),
      "stray cart 8080", .unknown),
    Case(
      "every namespace has a label with its name",
      from("{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: lost}}}"), "stray cart 8080", .yes),
    Case(
      "every namespace has a label with its name",
      from("{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ops}}}"), "stray cart 8080", .no),
    Case("no selector is about what is no pod", from("{namespaceSelector: {}}"), "outside cart 8080", .no),
    Case("no selector is about the host network", from("{podSelector: {}}"), "node cart 8080", .no),
    Case("addresses of pods are unknown", from("{ipBlock: {cidr: 10.0.0.0/8}}"), "web cart 8080", .unknown),
    Case("addresses outside are unknown", from("{ipBlock: {cidr: 10.0.0.0/8}}"), "outside cart 8080", .unknown),
    Case("every address", from("{ipBlock: {cidr: 0.0.0.0/0}}"), "web cart 8080", .yes),
    Case("every address", from("{ipBlock: {cidr: '::/0'}}"), "outside cart 8080", .yes),
    Case(
      "every address but some", from("{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}"), "web cart 8080", .unknown),
    Case("an empty peer is refused", from("{}"), "web cart 8080", .unknown),
    Case("a pod elsewhere", to("{podSelector: {}}"), "web elsewhere 80", .no),
    Case("a pod elsewhere", to("{namespaceSelector: {}}"), "web elsewhere 80", .yes),
    Case(
      "a pod elsewhere", to("{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: linkerd}}}"),
      "web elsewhere 80", .unknown),
    Case(
      "a pod by its known labels", to("{namespaceSelector: {}, podSelector: {matchLabels: {part: identity}}}"),
      "web elsewhere 80", .yes),
    Case(
      "a pod by its known labels", to("{namespaceSelector: {}, podSelector: {matchLabels: {part: proxy}}}"),
      "web elsewhere 80", .no),
    Case(
      "a pod by other labels", to("{namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}"),
      "web elsewhere 80", .unknown),
  ]

  static let ports: [Case] = [
    Case("an empty list means every port", open(""), "web cart 8080", .yes),
    Case("a number", open("{port: 8080}"), "web cart 8080", .yes),
    Case("another number", open("{port: 80}"), "web cart 8080", .no),
    Case("TCP is the default", open("{port: 53}"), "web cart 53 UDP", .no),
    Case("a transport", open("{port: 53, protocol: UDP}"), "web cart 53 UDP", .yes),
    Case("every port of a transport", open("{protocol: TCP}"), "web cart 8080", .yes),
    Case("every port of a transport", open("{protocol: UDP}"), "web cart 8080", .no),
    Case("a range", open("{port: 8000, endPort: 8080}"), "web cart 8080", .yes),
    Case("a range", open("{port: 8000, endPort: 8079}"), "web cart 8080", .no),
    Case("a name of the pod's ports", open("{port: http}"), "web cart 8080", .yes),
    Case("a name of the pod's ports", open("{port: http}"), "web cart 80", .no),
    Case("a name that no port has", open("{port: https}"), "web cart 8080", .no),
    Case("a name of another transport", open("{port: dns}"), "web cart 53", .no),
    Case("a name that injectors add", open("{port: linkerd-proxy}"), "web cart 4143", .unknown),
    Case(
      "names count at the destination", ["policyTypes: [Egress], egress: [{ports: [{port: http}]}]"], "web cart 8080",
      .yes),
    Case(
      "names of an unknown pod", ["policyTypes: [Egress], egress: [{ports: [{port: http}]}]"], "web elsewhere 80",
      .unknown),
    Case("peer and port of one rule", from("{podSelector: {}}], ports: [{port: 80}"), "web cart 8080", .no),
    Case(
      "peer and port of two rules",
      ["ingress: [{from: [{podSelector: {}}], ports: [{port: 80}]}, {ports: [{port: 81}]}]"],
      "web cart 81", .yes),
  ]

  @Test(arguments: isolation + peers + ports) func `mean what Kubernetes says`(row: Case) async throws {
    #expect(try await Self.verdict(row.policies, row.flow).isAllowed == row.expected)
  }

  @Test func `name those that isolate`() async throws {
    let policies = [Self.denyIngress, "podSelector: {matchLabels: {app: web}}", "policyTypes: [Egress]"]
    #expect(try await Self.verdict(policies, "prom web 80").policies == [0, 1])
    #expect(try await Self.verdict(policies, "web prom 80").policies == [2])
  }

  @Test(arguments: [
    "policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy",
    "policy.networking.k8s.io/v1alpha1, kind: BaselineAdminNetworkPolicy",
    "cilium.io/v2, kind: CiliumNetworkPolicy", "cilium.io/v2, kind: CiliumClusterwideNetworkPolicy",
    "projectcalico.org/v3, kind: NetworkPolicy", "crd.projectcalico.org/v1, kind: GlobalNetworkPolicy",
  ]) func `may be overridden by other kinds`(kind: String) async throws {
    let other = "{apiVersion: \(kind), metadata: {name: a}}"
    #expect(try await Self.verdict([Self.denyIngress], "web cart 8080", beside: [other]).isAllowed == .unknown)
  }

  @Test func `without namespace may be for any`() async throws {
    let other = "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}, spec: {ingress: [{}]}}"
    #expect(try await Self.verdict([Self.denyIngress], "web cart 8080", beside: [other]).isAllowed == .unknown)
    #expect(try await Self.verdict([], "web cart 8080", beside: [other]).isAllowed == .unknown)
  }

  // MARK: The mesh

  private static func verdict(
    _ policies: [String], _ flow: String, beside others: [String] = []
  ) async throws -> NetworkVerdict {
    let written = policies.enumerated().map { index, fields in
      "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p\(index), namespace: shop}, "
        + "spec: {\(fields)}}"
    }
    let mesh = try await mesh((base + written + others).joined(separator: "\n---\n"))
    let index = mesh.networkPolicies
    func party(_ name: Substring) throws -> NetworkParty {
      switch name {
      case "outside": .outside
      case "elsewhere": .pod(NetworkPod(namespace: nil, assuming: ["part": "identity"]))
      case "unknownHere": .pod(NetworkPod(namespace: "shop", assuming: [:]))
      default: index.parties[try #require(mesh.workloads.firstIndex { $0.name == name })]
      }
    }
    let words = flow.split(separator: " ")
    return index.verdict(
      on: NetworkFlow(
        from: try party(words[0]), to: try party(words[1]), transport: words.count > 3 ? String(words[3]) : "TCP",
        port: try #require(Int(words[2]))))
  }

  private static let base = [
    "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}",
    "{apiVersion: v1, kind: Namespace, metadata: {name: ops, labels: {team: ops}}}",
    pod(
      "cart", "shop",
      "containers: [{ports: [{name: http, containerPort: 8080}, "
        + "{name: dns, containerPort: 53, protocol: UDP}]}]"),
    pod("web", "shop"), pod("node", "shop", "hostNetwork: true"), pod("prom", "ops"), pod("stray", "lost"),
  ]

  private static func pod(_ name: String, _ namespace: String, _ spec: String = "") -> String {
    "{apiVersion: v1, kind: Pod, metadata: {name: \(name), namespace: \(namespace), labels: {app: \(name)}}, "
      + "spec: {\(spec)}}"
  }
}
