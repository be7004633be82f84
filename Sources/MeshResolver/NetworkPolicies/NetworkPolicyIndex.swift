package import MeshModel

/// The NetworkPolicies by the pods that they isolate, and what they let through.
///
/// Building is linear in the policies. Policies for all pods of a namespace are listed once for all of them.
package struct NetworkPolicyIndex: Sendable {
  /// In an order that does not depend on that of the input.
  package let policies: [NetworkPolicy]
  /// The objects of kinds that can let through what no NetworkPolicy does. How they work is not followed.
  package let overriding: [Metadata]
  /// One for each of ``Mesh/workloads``.
  package let parties: [NetworkParty]
  let reading: NetworkPolicyReading
  private var sides: [NetworkPolicy.Direction: Side] = [:]

  /// The policies for one direction, as indexes into ``policies``.
  fileprivate struct Side {
    var all: [String: [Int]] = [:]
    /// Those that select every pod of a namespace.
    var unselective: [String: [Int]] = [:]
    var selective: SelectorIndex
    /// The keys in selectors that pods have though their templates do not say so.
    var addedKeys: [String: Set<String>] = [:]
  }

  /// `labels`: Those of the pods of each of ``Mesh/workloads``.
  init(_ mesh: Mesh, labels: [LocatedMap]) {
    policies = mesh.networkPolicies.sortedByAge()
    overriding = mesh.others.map(\.metadata).filter(\.overridesNetworkPolicies)
    reading = NetworkPolicyReading(mesh)
    parties = zip(mesh.workloads, labels).map { workload, labels in
      workload.pod.hostNetwork?.value == true ? .outside : .pod(NetworkPod(workload, labels: labels))
    }
    for direction in NetworkPolicy.Direction.allCases {
      var side = Side(selective: SelectorIndex(mesh))
      for (index, policy) in policies.enumerated() where policy.covers(direction) { side.add(policy, index) }
      sides[direction] = side
    }
  }

  // MARK: Isolation

  /// Which policies isolate a pod in a direction. Costs what the policies cost that select the pod by its labels.
  package func isolation(of pod: NetworkPod, _ direction: NetworkPolicy.Direction) -> NetworkIsolation {
    guard let side = sides[direction], !side.all.isEmpty else { return NetworkIsolation() }
    guard let namespace = pod.namespace else { return NetworkIsolation(mayHaveOthers: true) }
    var isolation = NetworkIsolation(ofNamespace: side.unselective[namespace] ?? [])
    // What names no namespace is applied to one that nobody knows.
    isolation.mayHaveOthers =
      namespace.isEmpty ? side.all.count > (side.all[""] == nil ? 0 : 1) : side.all[""] != nil
    let candidates: [Int]
    if pod.assumedLabels == nil {
      candidates = side.selective.matches(namespace: namespace, labels: pod.labels)
      if side.addedKeys[namespace]?.contains(where: { pod.label($0) == .unknown }) ?? false {
        isolation.mayHaveOthers = true
      }
    } else {
      candidates = (side.all[namespace] ?? []).filter { !policies[$0].selectsAll }
    }
    for candidate in candidates {
      switch policies[candidate].podSelector?.chooses(pod.label) {
      case .yes where isolation.ofPod.last != candidate: isolation.ofPod.append(candidate)
      case .unknown: isolation.mayHaveOthers = true
      default: break
      }
    }
    return isolation
  }

  // MARK: Connections

  /// Whether the policies for one direction let a connection through, and which decide.
  package func verdict(on flow: NetworkFlow, _ direction: NetworkPolicy.Direction) -> NetworkVerdict {
    guard let pod = flow.nearEnd(direction).pod else { return NetworkVerdict(isAllowed: .yes, policies: []) }
    let isolation = isolation(of: pod, direction)
    return verdict(admission(of: flow, by: isolation.policies, direction), isolation, direction)
  }

  /// Whether the policies for both directions let a connection through, and which decide.
  package func verdict(on flow: NetworkFlow) -> NetworkVerdict {
    let verdicts = [verdict(on: flow, .egress), verdict(on: flow, .ingress)]
    let isAllowed = verdicts.proveAll(\.isAllowed)
    return NetworkVerdict(
      isAllowed: isAllowed, policies: verdicts.filter { $0.isAllowed == isAllowed }.flatMap(\.policies))
  }

  /// Whether a rule of some policies lets a connection through.
  func admission(of flow: NetworkFlow, by policies: [Int], _ direction: NetworkPolicy.Direction) -> Proof {
    policies.proveAny { reading.lets(flow, through: self.policies[$0], direction) }
  }

  /// `admission`: Whether a rule of the policies that isolate a pod lets a connection through.
  func verdict(
    _ admission: Proof, _ isolation: NetworkIsolation, _ direction: NetworkPolicy.Direction
  ) -> NetworkVerdict {
    let policies = isolation.policies
    guard !policies.isEmpty else {
      return NetworkVerdict(isAllowed: isolation.mayHaveOthers ? .unknown : .yes, policies: [])
    }
    let mayBeLetThrough = isolation.mayHaveOthers || !overriding.isEmpty
    return NetworkVerdict(isAllowed: admission == .no && mayBeLetThrough ? .unknown : admission, policies: policies)
  }
}

/// The policies that isolate a pod in one direction, as indexes into ``NetworkPolicyIndex/policies``.
package struct NetworkIsolation: Sendable {
  /// Those for every pod of its namespace.
  package var ofNamespace: [Int] = []
  /// Those that choose it by its labels.
  package var ofPod: [Int] = []
  /// Whether there may be more that select it.
  package var mayHaveOthers = false

  package var policies: [Int] {
    ofPod.isEmpty ? ofNamespace : ofNamespace.isEmpty ? ofPod : (ofNamespace + ofPod).sorted()
  }
}

package struct NetworkVerdict: Sendable {
  package var isAllowed: Proof
  /// Those that isolate the pod, as indexes into ``NetworkPolicyIndex/policies``; empty where none does.
  package var policies: [Int]
}

extension NetworkPolicyIndex.Side {
  mutating func add(_ policy: NetworkPolicy, _ index: Int) {
    let namespace = policy.namespace
    all[namespace, default: []].append(index)
    guard let selector = policy.podSelector, !selector.choosesAll else {
      unselective[namespace, default: []].append(index)
      return
    }
    let keys = selector.matchLabels.entries.map(\.key.value) + selector.matchExpressions.map(\.key.value)
    let added = keys.filter(\.isAddedToPods)
    if !added.isEmpty { addedKeys[namespace, default: []].formUnion(added) }
    guard selector.matchLabels.isEmpty, let among = selector.matchExpressions.first(where: { $0.relation == "In" })
    else {
      selective.add(index, namespace: namespace, labels: selector.matchLabels)
      return
    }
    // A pod has one of the values.
    for value in among.values {
      selective.add(
        index, namespace: namespace, labels: LocatedMap([LocatedMap.Entry(key: among.key, value: value)]))
    }
  }
}

extension NetworkPolicy {
  /// Whether every pod of the namespace is selected.
  package var selectsAll: Bool { podSelector?.choosesAll ?? true }
}

extension Metadata {
  /// Whether an object of this kind may take precedence over NetworkPolicies, or add to them.
  fileprivate var overridesNetworkPolicies: Bool {
    switch group {
    case "policy.networking.k8s.io": kind.value.hasSuffix("NetworkPolicy")
    case "cilium.io": ["CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy"].contains(kind.value)
    case "projectcalico.org", "crd.projectcalico.org": ["NetworkPolicy", "GlobalNetworkPolicy"].contains(kind.value)
    default: false
    }
  }
}

extension EffectiveMesh {
  /// The NetworkPolicies of the input, which both meshes' pods are subject to.
  package var networkPolicies: NetworkPolicyIndex {
    shared.networkPolicies {
      let added = linkerd.map { LinkerdPodLabels($0.workloads, $0.proxies, settings: $0.settings) }
      let labels = workloads.indices.map { workload in
        // Where it is not known whether there is a proxy, the labels of one are not known either.
        guard let linkerd, let added, linkerd.isMeshed(workload) else { return workloads[workload].podLabels }
        return added.labels(of: workloads[workload])
      }
      return NetworkPolicyIndex(mesh, labels: labels)
    }
  }
}
