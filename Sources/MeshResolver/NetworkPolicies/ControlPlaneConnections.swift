package import MeshModel

/// Connections of proxies to their control plane that the NetworkPolicies of a namespace, for one direction, surely
/// keep from being made.
package struct BlockedControlPlane: Sendable {
  /// What proxies connect to, and cannot do without.
  package struct Service: Hashable, Sendable {
    package var name: String
    /// The port of its pods.
    package var port: Int
  }

  package var direction: NetworkPolicy.Direction
  /// The policies that isolate the pods, as indexes into ``NetworkPolicyIndex/policies``, that of the most pods first;
  /// never empty.
  package var policies: [Int]
  /// Those out of reach.
  package var services: [Service]
  /// Those whose proxies are cut off, as indexes into ``EffectiveMesh/workloads``.
  package var workloads: [Int]
  /// Nil where the input does not say where the control plane runs.
  package var controlPlaneNamespace: String?
}

/// What proxies connect to, with the pods behind it.
private struct ControlPlaneTarget {
  var service: BlockedControlPlane.Service
  /// All of them may answer.
  var pods: [NetworkParty]
}

extension EffectiveMesh {
  /// What of Linkerd's control plane its proxies cannot reach, namespace by namespace: one answer for the egress of
  /// each, and one for the ingress of the control plane.
  package func blockedControlPlane() -> [BlockedControlPlane] {
    let index = networkPolicies
    guard let linkerd, !index.policies.isEmpty else { return [] }
    let namespace = linkerd.knownControlPlaneNamespace
    let targets = linkerd.controlPlaneTargets(index, in: namespace)
    // The proxies of the control plane reach what is beside them in the same pod.
    let clients = workloads.indices.filter { workload in
      linkerd.isMeshed(workload) && index.parties[workload].pod != nil
        && workloads[workload].podLabels["linkerd.io/control-plane-component"] == nil
    }
    var found = Dictionary(grouping: clients) { workloads[$0].namespace }.sorted { $0.key < $1.key }
      .compactMap { Self.blockedEgress(of: $0.value, to: targets, index) }
    if namespace != nil { found += Self.blockedIngress(of: targets, from: clients, workloads, index) }
    for position in found.indices { found[position].controlPlaneNamespace = namespace }
    return found
  }

  /// `clients`: All of one namespace.
  private static func blockedEgress(
    of clients: [Int], to targets: [ControlPlaneTarget], _ index: NetworkPolicyIndex
  ) -> BlockedControlPlane? {
    var known: [NetworkIsolationKey: [Int]] = [:]
    /// What the policies for all pods of the namespace let through, target by target and pod by pod.
    var shared: [[Proof]]?
    var summary = BlockedSummary(.egress)
    for client in clients {
      guard let pod = index.parties[client].pod else { continue }
      let isolation = index.isolation(of: pod, .egress)
      guard !isolation.policies.isEmpty else { continue }
      let key = NetworkIsolationKey(policies: isolation.ofPod, mayHaveOthers: isolation.mayHaveOthers)
      let blocked: [Int]
      if let answer = known[key] {
        blocked = answer
      } else {
        func admissions(by policies: [Int]) -> [[Proof]] {
          targets.map { target in
            target.pods.map { far in
              let flow = NetworkFlow(from: .pod(pod), to: far, port: target.service.port)
              return index.admission(of: flow, by: policies, .egress)
            }
          }
        }
        let ofNamespace = shared ?? admissions(by: isolation.ofNamespace)
        shared = ofNamespace
        let own = admissions(by: isolation.ofPod)
        blocked = targets.indices.filter { target in
          zip(ofNamespace[target], own[target]).allSatisfy { one, other in
            let admission = [one, other].proveAny { $0 }
            return index.verdict(admission, isolation, .egress).isAllowed == .no
          }
        }
        known[key] = blocked
      }
      if !blocked.isEmpty { summary.add(client, isolation, blocked.map { targets[$0].service }) }
    }
    return summary.answer(targets.map(\.service))
  }

  private static func blockedIngress(
    of targets: [ControlPlaneTarget], from clients: [Int], _ workloads: [Workload], _ index: NetworkPolicyIndex
  ) -> [BlockedControlPlane] {
    let isolated = targets.filter { target in
      target.pods.allSatisfy { party in
        party.pod.map { !index.isolation(of: $0, .ingress).policies.isEmpty } ?? false
      }
    }
    guard !isolated.isEmpty else { return [] }
    var summary = BlockedSummary(.ingress)
    // Policies tell pods apart by namespace and labels alone.
    let groups = Dictionary(grouping: clients) { client in
      "\(workloads[client].namespace)/\(index.parties[client].pod?.labels.text ?? "")"
    }
    for group in groups.values.sorted(by: { $0[0] < $1[0] }) {
      for target in isolated {
        let flows = target.pods.map { NetworkFlow(from: index.parties[group[0]], to: $0, port: target.service.port) }
        guard flows.allSatisfy({ index.verdict(on: $0, .ingress).isAllowed == .no }) else { continue }
        let isolations = target.pods.compactMap { $0.pod.map { index.isolation(of: $0, .ingress) } }
        for client in group { summary.add(client, isolations[0], [target.service]) }
      }
    }
    return summary.answer(targets.map(\.service)).map { [$0] } ?? []
  }
}

private struct NetworkIsolationKey: Hashable {
  var policies: [Int]
  var mayHaveOthers: Bool
}

/// Adds up what is blocked in one namespace and direction.
private struct BlockedSummary {
  private let direction: NetworkPolicy.Direction
  private var ofNamespace: [Int] = []
  /// How many pods each policy isolates that selects some.
  private var ofPods: [Int: Int] = [:]
  private var services: Set<BlockedControlPlane.Service> = []
  private var clients: Set<Int> = []

  init(_ direction: NetworkPolicy.Direction) { self.direction = direction }

  mutating func add(_ client: Int, _ isolation: NetworkIsolation, _ blocked: [BlockedControlPlane.Service]) {
    ofNamespace = isolation.ofNamespace
    for policy in isolation.ofPod { ofPods[policy, default: 0] += 1 }
    services.formUnion(blocked)
    clients.insert(client)
  }

  /// `order`: The services in the order in which they are named.
  func answer(_ order: [BlockedControlPlane.Service]) -> BlockedControlPlane? {
    guard !clients.isEmpty else { return nil }
    let selecting = ofPods.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }.map(\.key)
    return BlockedControlPlane(
      direction: direction, policies: ofNamespace + selecting, services: order.filter(services.contains),
      workloads: clients.sorted())
  }
}

extension LinkerdMesh {
  /// Where the control plane runs; nil where the input does not tell.
  fileprivate var knownControlPlaneNamespace: String? {
    let namespace = settings.controlPlaneNamespace
    return settings.isControlPlaneNamespaceKnown || mesh.namespaces[namespace] != nil ? namespace : nil
  }

  /// What every proxy connects to: for its certificate, for where services are, and for the policies of its own ports
  /// (`charts/partials/templates/_proxy.tpl`). The ports are those of `charts/linkerd-control-plane/templates`.
  fileprivate func controlPlaneTargets(_ index: NetworkPolicyIndex, in namespace: String?) -> [ControlPlaneTarget] {
    let components = [
      ("linkerd-identity", "identity", 8080), ("linkerd-destination", "destination", 8086),
      ("linkerd-policy", "destination", 8090),
    ]
    return components.map { name, component, port in
      let found = namespace.map { mesh.workloads(in: $0) } ?? []
      let workloads = found.filter { workload in
        self.workloads[workload].podLabels["linkerd.io/control-plane-component"]?.value == component
      }
      var labels = [
        "linkerd.io/control-plane-component": component, "linkerd.io/proxy-deployment": "linkerd-\(component)",
      ]
      if let namespace {
        labels["linkerd.io/control-plane-ns"] = namespace
        labels["linkerd.io/workload-ns"] = namespace
      }
      return ControlPlaneTarget(
        service: BlockedControlPlane.Service(name: name, port: port),
        pods: workloads.isEmpty
          ? [.pod(NetworkPod(namespace: namespace, assuming: labels))] : workloads.map { index.parties[$0] })
    }
  }
}
