import MeshModel
import MeshResolver
import Testing

/// A small cluster with NetworkPolicies, and a reading of them that looks at each with every pod.
private struct NaiveCluster {
  struct Selector {
    var labels: [String: String]
    var expressions: [(key: String, relation: String, values: [String])]

    func chooses(_ object: [String: String]) -> Bool {
      labels.allSatisfy { object[$0.key] == $0.value }
        && expressions.allSatisfy { key, relation, values in
          switch relation {
          case "In": object[key].map(values.contains) ?? false
          case "NotIn": !(object[key].map(values.contains) ?? false)
          case "Exists": object[key] != nil
          default: object[key] == nil
          }
        }
    }

    var text: String {
      let items = expressions.map { key, relation, values in
        "{key: \(key), operator: \(relation)"
          + (values.isEmpty ? "}" : ", values: [\(values.joined(separator: ", "))]}")
      }
      let entries = labels.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
      return "{matchLabels: {\(entries.joined(separator: ", "))}, matchExpressions: [\(items.joined(separator: ", "))]}"
    }
  }

  enum Peer {
    case pods(Selector?, inNamespaces: Selector?)
    /// Whether that is every address.
    case block(isEverything: Bool)

    var text: String {
      switch self {
      case .block(let isEverything): "{ipBlock: {cidr: \(isEverything ? "0.0.0.0/0" : "10.0.0.0/8")}}"
      case .pods(let pods, let namespaces):
        "{"
          + [pods.map { "podSelector: \($0.text)" }, namespaces.map { "namespaceSelector: \($0.text)" }]
          .compactMap(\.self).joined(separator: ", ") + "}"
      }
    }
  }

  struct Rule {
    var peers: [Peer]
    /// First and last.
    var ports: [(Int, Int)]

    func text(_ field: String) -> String {
      let numbers = ports.map { $0 == $1 ? "{port: \($0)}" : "{port: \($0), endPort: \($1)}" }
      return "{\(field): [\(peers.map(\.text).joined(separator: ", "))], ports: [\(numbers.joined(separator: ", "))]}"
    }
  }

  struct Policy {
    var namespace: Int
    var selector: Selector?
    var types: [String]
    var ingress: [Rule]?
    var egress: [Rule]?

    func covers(_ type: String) -> Bool {
      types.isEmpty ? type == "Ingress" || egress.map { !$0.isEmpty } ?? false : types.contains(type)
    }
  }

  var pods: [(namespace: Int, labels: [String: String])] = []
  var policies: [Policy] = []
  static let namespaces: [[String: String]] = [["team": "a"], ["team": "b", "zone": "a"], [:]]

  init(_ random: inout GeneratedRules) {
    for _ in 0..<5 { pods.append((random.pick(3), Self.labels(&random))) }
    for _ in 0..<(1 + random.pick(5)) {
      policies.append(
        Policy(
          namespace: random.pick(3), selector: random.pick(3) == 0 ? nil : Self.selector(&random),
          types: [[], ["Ingress"], ["Egress"], ["Ingress", "Egress"]][random.pick(4)],
          ingress: random.pick(3) == 0 ? nil : Self.rules(&random),
          egress: random.pick(3) == 0 ? nil : Self.rules(&random)))
    }
  }

  private static func labels(_ random: inout GeneratedRules) -> [String: String] {
    var labels: [String: String] = [:]
    for key in ["team", "zone"] where random.pick(3) > 0 { labels[key] = ["a", "b"][random.pick(2)] }
    return labels
  }

  private static func selector(_ random: inout GeneratedRules) -> Selector {
    var selector = Selector(labels: random.pick(2) == 0 ? [:] : labels(&random), expressions: [])
    for _ in 0..<random.pick(2) {
      let relation = ["In", "NotIn", "Exists", "DoesNotExist"][random.pick(4)]
      let values = relation.hasSuffix("In") ? [["a"], ["b"], ["a", "b"]][random.pick(3)] : []
      selector.expressions.append((["team", "zone"][random.pick(2)], relation, values))
    }
    return selector
  }

  private static func rules(_ random: inout GeneratedRules) -> [Rule] {
    (0..<random.pick(3)).map { _ in
      let peers = (0..<random.pick(3)).map { _ -> Peer in
        switch random.pick(5) {
        case 0: .block(isEverything: random.pick(3) == 0)
        case 1: .pods(nil, inNamespaces: selector(&random))
        case 2: .pods(selector(&random), inNamespaces: selector(&random))
        default: .pods(selector(&random), inNamespaces: nil)
        }
      }
      return Rule(peers: peers, ports: [[], [(80, 80)], [(80, 81)], [(79, 79), (81, 81)]][random.pick(4)])
    }
  }

  // MARK: The reading

  /// Every answer that there may be, as addresses of pods are not known.
  func answers(from source: Int, to destination: Int, port: Int) -> Set<Bool> {
    Set(
      [false, true].map { isInBlocks in
        let outward = lets("Egress", near: source, far: destination, port, isInBlocks)
        return outward && lets("Ingress", near: destination, far: source, port, isInBlocks)
      })
  }

  private func lets(_ type: String, near: Int, far: Int, _ port: Int, _ isInBlocks: Bool) -> Bool {
    let isolating = policies.filter { policy in
      policy.namespace == pods[near].namespace && policy.covers(type)
        && policy.selector?.chooses(pods[near].labels) ?? true
    }
    return isolating.isEmpty
      || isolating.contains { policy in
        ((type == "Ingress" ? policy.ingress : policy.egress) ?? []).contains { rule in
          (rule.ports.isEmpty || rule.ports.contains { $0 <= port && port <= $1 })
            && (rule.peers.isEmpty || rule.peers.contains { includes($0, far, policy.namespace, isInBlocks) })
        }
      }
  }

  private func includes(_ peer: Peer, _ pod: Int, _ namespace: Int, _ isInBlocks: Bool) -> Bool {
    switch peer {
    case .block(let isEverything): isEverything || isInBlocks
    case .pods(let selector, let namespaces):
      (namespaces?.chooses(Self.namespaces[pods[pod].namespace]) ?? (pods[pod].namespace == namespace))
        && selector?.chooses(pods[pod].labels) ?? true
    }
  }

  // MARK: Manifests

  private static func text(_ labels: [String: String]) -> String {
    labels.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
  }

  var manifests: [String] {
    Self.namespaces.enumerated().map { index, labels in
      "{apiVersion: v1, kind: Namespace, metadata: {name: n\(index), labels: {\(Self.text(labels))}}}"
    }
      + pods.enumerated().map { index, pod in
        "{apiVersion: v1, kind: Pod, metadata: {name: p\(index), namespace: n\(pod.namespace), "
          + "labels: {\(Self.text(pod.labels))}}, spec: {}}"
      }
      + policies.enumerated().map { index, policy in
        let fields = [
          policy.selector.map { "podSelector: \($0.text)" },
          policy.types.isEmpty ? nil : "policyTypes: [\(policy.types.joined(separator: ", "))]",
          policy.ingress.map { "ingress: [\($0.map { $0.text("from") }.joined(separator: ", "))]" },
          policy.egress.map { "egress: [\($0.map { $0.text("to") }.joined(separator: ", "))]" },
        ]
        return "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: q\(index), "
          + "namespace: n\(policy.namespace)}, spec: {\(fields.compactMap(\.self).joined(separator: ", "))}}"
      }
  }
}

@Suite struct `NetworkPolicies and a naive reading` {
  @Test(arguments: 0..<10) func `agree on generated clusters`(batch: Int) async throws {
    var counts: [Proof: Int] = [:]
    for seed in (batch * 30)..<(batch * 30 + 30) {
      var random = GeneratedRules(seed: UInt64(seed))
      let naive = NaiveCluster(&random)
      let index = try await mesh(naive.manifests.joined(separator: "\n---\n")).networkPolicies
      #expect(index.policies.count == naive.policies.count, "seed \(seed)")
      for source in naive.pods.indices {
        for destination in naive.pods.indices {
          for port in 79...81 {
            let found = index.verdict(
              on: NetworkFlow(from: index.parties[source], to: index.parties[destination], port: port)
            ).isAllowed
            let answers = naive.answers(from: source, to: destination, port: port)
            let expected: Proof = answers.count == 2 ? .unknown : answers == [true] ? .yes : .no
            counts[found, default: 0] += 1
            #expect(
              found == expected,
              "seed \(seed): p\(source) to p\(destination):\(port)\n\(naive.manifests.joined(separator: "\n"))")
          }
        }
      }
    }
    #expect([Proof.yes, .no, .unknown].allSatisfy { (counts[$0] ?? 0) > 20 }, "\(counts)")
  }
}
